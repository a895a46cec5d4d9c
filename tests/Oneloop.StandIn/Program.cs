using System.Net.Sockets;
using Oneloop.StandIn;
using Oneloop.StandIn.Tls;

IConfiguration configuration = new ConfigurationBuilder().AddCommandLine(args).Build();
StandInOptions options = new()
{
    Port = configuration.GetValue("port", 0),
    Tokens = configuration["tokens"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
    LatencyMs = configuration.GetValue("latency-ms", 0),
    RecordRequests = configuration.GetValue("record", true),
    Https = configuration.GetValue("https", false),
    Certificate = configuration.GetValue("certificate-kind", CertificateKind.SelfSigned),
    Proxy = configuration.GetValue("proxy", false),
    ProxyCredential = configuration["proxy-credential"],
};

StandInServer started;
try
{
    started = await StandInServer.StartAsync(options);
}
catch (Exception e) when (e is IOException or SocketException)
{
    await Console.Error.WriteLineAsync($"The stand-in cannot listen on port {options.Port}: {e.GetBaseException().Message}.");
    return 1;
}

await using StandInServer server = started;
if (configuration["certificate"] is { } file && server.CertificatePem is { } certificate)
{
    // Before the first line is out: who has read it can read the file.
    await File.WriteAllTextAsync(file, certificate);
}

Console.WriteLine($"Oneloop stand-in listening on {server.BaseAddress}");
if (server.SecureBaseAddress is { } secure)
{
    Console.WriteLine($"Oneloop stand-in listening on {secure}");
}

if (server.Proxy is { } proxy)
{
    Console.WriteLine($"Oneloop stand-in proxy on {proxy.Address}");
}

if (configuration.GetValue("stop-with-input", false))
{
    // Whoever started it holds the other end: when that process ends, however it ends, so does this one.
    await Console.In.ReadToEndAsync();
}
else
{
    await server.WaitForShutdownAsync();
}

return 0;
