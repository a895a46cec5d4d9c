using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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

    [Fact]
    public async Task On_a_used_port_it_says_one_line_and_fails()
    {
        using TcpListener used = new(IPAddress.Loopback, 0);
        used.Start();
        string port = ((IPEndPoint)used.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        (int exitCode, string output, string error) = await RunToEndAsync("--port", port);

        Assert.Equal((1, string.Empty), (exitCode, output));
        Assert.Matches($@"^The stand-in cannot listen on port {port}: [^\r\n]+\.\r?\n$", error);
    }

    [Fact]
    public async Task Its_certificate_is_what_was_asked_for()
    {
        string file = Path.GetTempFileName();
        await RunAsync("--https", "true", "--certificate", file, "--certificate-kind", "Expired");
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        File.Delete(file);

        Assert.True(certificate.NotAfter < DateTime.Now);
    }

    private static async Task<string[]> RunAsync(params string[] options)
    {
        (int exitCode, string output, string error) = await RunToEndAsync(options);
        Assert.Equal((0, string.Empty), (exitCode, error));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunToEndAsync(params string[] options)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Oneloop.StandIn.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "--stop-with-input", "true", .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(Cancel);
        string output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, output, await error);
    }
}
