using System.ComponentModel;
using System.Text.Json;

namespace Oneloop.Tests.Reports;

/// <summary>The report in a real browser. Skipped where there is no Chromium, no Node.js or no packages.</summary>
public sealed class BrowserTests(BrowserTests.Browser browser) : IClassFixture<BrowserTests.Browser>
{
    [Theory]
    [InlineData("accessible, light")]
    [InlineData("accessible, dark")]
    [InlineData("ids are text")]
    [InlineData("sorts by a click, by number, down and up")]
    [InlineData("sorts by the keyboard")]
    [InlineData("filters by text and by part")]
    [InlineData("filters those that failed, by the keyboard")]
    [InlineData("prints all rows")]
    [InlineData("is whole without script")]
    [InlineData("fits a narrow window")]
    public void The_report(string check)
    {
        Assert.SkipWhen(browser.Obstacle is not null, browser.Obstacle ?? string.Empty);

        Assert.True(browser.Found.TryGetValue(check, out string? wrong), $"It was not checked: {browser.Output}");
        Assert.Null(wrong);
    }

    [Fact]
    public void Nothing_else_was_checked()
    {
        Assert.SkipWhen(browser.Obstacle is not null, browser.Obstacle ?? string.Empty);

        Assert.Equal(10, browser.Found.Count);
    }

    /// <summary>Starts the browser once for all.</summary>
    public sealed class Browser : IAsyncLifetime
    {
        private static readonly string[] s_programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

        public string? Obstacle { get; private set; }

        public string Output { get; private set; } = string.Empty;

        public Dictionary<string, string?> Found { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            string scripts = Path.Combine(Repository.Root, "tests", "Browser");
            string? program = Array.Find(s_programs, File.Exists);
            Obstacle = program is null ? "Chromium is not installed."
                : !Directory.Exists(Path.Combine(scripts, "node_modules", "playwright-core")) ? "playwright-core is not installed: npm ci --prefix tests/Browser"
                : null;
            if (Obstacle is not null)
            {
                return;
            }

            DirectoryInfo folder = Directory.CreateTempSubdirectory("oneloop-report");
            try
            {
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "report.html"), ReportSample.Bytes(ReportSample.Write(ReportSample.Whole())));
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ids.json"), JsonSerializer.Serialize<string[]>([.. ReportSample.Shown, .. ReportSample.Shown[..2]]));
                using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
                Output = (await ProcessResult.RunAsync("node", [Path.Combine(scripts, "check-report.mjs"), program!, folder.FullName], limit.Token)).Output;
                string found = Array.Find(Output.Split('\n'), static line => line.StartsWith('{')) ?? "{}";
                Found = JsonSerializer.Deserialize<Dictionary<string, string?>>(found)!;
            }
            catch (Win32Exception e)
            {
                Obstacle = $"Node.js does not start: {e.Message}";
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
