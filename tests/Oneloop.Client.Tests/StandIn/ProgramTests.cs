using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>The stand-in as a program of its own.</summary>
public sealed class ProgramTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_listens_for_what_was_asked_for()
    {
        string file = Path.GetTempFileName();
        string[] lines = await RunAsync(
            "--https", "true", "--certificate", file, "--proxy", "true", "--proxy-credential", "a:b", "--latency-ms", "1", "--record", "false");
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        File.Delete(file);

        Assert.Collection(
            lines,
            line => Assert.Matches("^Oneloop stand-in listening on http://127\\.0\\.0\\.1:[0-9]+/$", line),
            line => Assert.Matches("^Oneloop stand-in listening on https://localhost:[0-9]+/$", line),
            line => Assert.Matches("^Oneloop stand-in proxy on http://127\\.0\\.0\\.1:[0-9]+/$", line));
        Assert.False(certificate.HasPrivateKey);
    }

    [Fact]
    public async Task It_says_one_line_when_nothing_more_was_asked_for() => Assert.Single(await RunAsync());

    private static async Task<string[]> RunAsync(params string[] options)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Oneloop.StandIn.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "--stop-with-input", "true", .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
