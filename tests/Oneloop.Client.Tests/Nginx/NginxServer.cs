using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Oneloop.Client.Tests.StandIn;
using Oneloop.StandIn.Tls;

namespace Oneloop.Client.Tests.Nginx;

/// <summary>An nginx in front of a service on this machine, in a process of its own, with limits that can change while it runs.</summary>
public sealed class NginxServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oneloop-nginx-");
    private readonly HttpClient _http;
    private readonly string _program;
    private readonly int _servicePort;
    private readonly int _port = FreePort();
    private Process? _process;
    private int _generation;

    private NginxServer(string program, Uri service, bool https)
    {
        _program = program;
        _servicePort = service.Port;
        BaseAddress = new Uri($"{(https ? "https" : "http")}://127.0.0.1:{_port}/");
        if (https)
        {
            using LocalCertificate certificate = LocalCertificate.Create(CertificateKind.SelfSigned);
            File.WriteAllText(PathOf("certificate.pem"), certificate.Certificate.ExportCertificatePem());
            File.WriteAllText(PathOf("key.pem"), certificate.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(PathOf("certificate.conf"), "ssl_certificate certificate.pem;\nssl_certificate_key key.pem;\n");
            Trust = Api.Trust(certificate.TrustPem);
        }

        _http = new HttpClient(new SocketsHttpHandler { SslOptions = Trust ?? new SslClientAuthenticationOptions() });
    }

    /// <summary>Where nginx is installed; null where it is not.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        // Debian has it there, which is on the PATH of root only.
        .Append("/usr/sbin")
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, "nginx"))
        .FirstOrDefault(File.Exists);

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; }

    /// <summary>How a client comes to trust its certificate. Null: it has none.</summary>
    public SslClientAuthenticationOptions? Trust { get; }

    /// <summary>Starts one. The test is skipped where nginx is not installed.</summary>
    /// <param name="service">The service behind it, on a loopback address.</param>
    /// <param name="limits">What it refuses.</param>
    /// <param name="https">Whether it offers HTTP/2, over TLS, and not HTTP/1.1 alone.</param>
    public static async Task<NginxServer> StartAsync(Uri service, NginxLimits limits, bool https = false)
    {
        ArgumentNullException.ThrowIfNull(service);
        if (Program is null)
        {
            Assert.Skip("nginx is not installed");
        }

        // Another process may take the port before nginx does.
        for (int left = 2; ; left--)
        {
            NginxServer server = new(Program, service, https);
            try
            {
                server.Configure(limits);
                server._process = server.Run();
                await server.WaitForGenerationAsync();
                return server;
            }
            catch (InvalidOperationException) when (left > 0)
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Changes the limits. When the task completes, new connections meet them; nginx closes the older ones soon after, when they are idle.</summary>
    public async Task ReloadAsync(NginxLimits limits)
    {
        Configure(limits);
        using Process reload = Run("-s", "reload");
        await reload.WaitForExitAsync();
        await WaitForGenerationAsync();
    }

    /// <summary>What it has responded so far.</summary>
    public NginxLog ReadLog() => NginxLog.Read(PathOf("access.log"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // With its worker, which would outlive it.
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private void Configure(NginxLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _generation++;
        using Stream template = typeof(NginxServer).Assembly.GetManifestResourceStream("nginx.conf")!;
        using StreamReader reader = new(template);
        string text = reader.ReadToEnd();
        foreach ((string name, int? value) in new (string, int?)[]
        {
            ("Port", _port),
            ("ServicePort", _servicePort),
            ("Rate", limits.Rate),
            ("Burst", limits.Burst),
            ("RetryAfter", limits.RetryAfter),
            ("Connections", limits.Connections),
            ("ConnectionStatus", limits.ConnectionStatus),
            ("Generation", _generation),
        })
        {
            text = text.Replace($"@{name}@", value?.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        text = text.Replace("@Protocol@", Trust is null ? "" : " ssl http2", StringComparison.Ordinal);

        File.WriteAllText(PathOf("nginx.conf"), text);
    }

    private Process Run(params string[] arguments) =>
        // Errors before the configuration is read go to error.log too, not to a folder of the system.
        Process.Start(_program, ["-p", _folder.FullName, "-c", PathOf("nginx.conf"), "-e", PathOf("error.log"), .. arguments]);

    private async Task WaitForGenerationAsync()
    {
        string expected = _generation.ToString(CultureInfo.InvariantCulture);
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < s_patience && _process is { HasExited: false }; await Task.Delay(20))
        {
            try
            {
                // On a new connection: one that is open may still belong to the worker before the reload.
                using HttpRequestMessage request = new(HttpMethod.Get, new Uri(BaseAddress, "_nginx/generation"));
                request.Headers.ConnectionClose = true;
                using HttpResponseMessage response = await _http.SendAsync(request);
                if (await response.Content.ReadAsStringAsync() == expected)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        string log = File.Exists(PathOf("error.log")) ? await File.ReadAllTextAsync(PathOf("error.log")) : "";
        throw new InvalidOperationException($"nginx is not ready: {log}");
    }
}
