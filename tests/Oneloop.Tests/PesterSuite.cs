using System.Text.Json;

namespace Oneloop.Tests;

/// <summary>
/// Runs the Pester suite of this folder through PowerShell, so that one command, dotnet test, runs all tests. Where there is no
/// PowerShell or no Pester and none can be had, it is skipped with the reason; with ONELOOP_REQUIRE_PESTER set, it fails instead.
/// </summary>
public sealed class PesterSuite(ITestOutputHelper output)
{
    private const string RequireVariable = "ONELOOP_REQUIRE_PESTER";

    /// <summary>The exit code by which Invoke-PesterSuite.ps1 says that Pester could not be had.</summary>
    private const int NoPester = 77;

    [Fact]
    public async Task All_Pester_tests_pass()
    {
        string results = Path.Join(Repository.Root, "artifacts", "test-results", "pester.json");
        // In a fresh clone, there is no such folder yet.
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);

        (PowerShellHost? host, string? missing) = await PowerShellHost.FindAsync(TestContext.Current.CancellationToken);
        if (host is null)
        {
            SkipOrFail(missing!);
            return;
        }

        ProcessResult run = await host.RunScriptAsync(
            Path.Join(Repository.Root, "tests", "Oneloop.Tests", "Invoke-PesterSuite.ps1"),
            ["-ResultPath", results],
            TestContext.Current.CancellationToken);
        if (run.ExitCode == NoPester)
        {
            SkipOrFail(run.Output.Trim());
            return;
        }

        output.WriteLine(run.Output);
        Assert.True(run.ExitCode == 0 && File.Exists(results), run.Output);
        using JsonDocument counts = JsonDocument.Parse(await File.ReadAllTextAsync(results, TestContext.Current.CancellationToken));
        string versions = $"PowerShell {counts.RootElement.GetProperty("powershell")}, Pester {counts.RootElement.GetProperty("pester")}";
        TestContext.Current.SendDiagnosticMessage($"The Pester suite ran on {versions}.");
        Assert.Matches(@"^PowerShell \d+\.\d+\.\d+\S*, Pester \d+\.\d+\.\d+$", versions);
        Assert.True(counts.RootElement.GetProperty("passed").GetInt32() > 0, "The Pester suite ran no test.");
    }

    private static void SkipOrFail(string reason)
    {
        string text = $"The Pester suite did not run: {reason}";
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(RequireVariable)))
        {
            // The reason, said where the console shows no more than that something was skipped.
            TestContext.Current.SendDiagnosticMessage(text);
            Assert.Skip(text);
        }

        Assert.Fail($"{text} It is required by the environment variable {RequireVariable}.");
    }
}
