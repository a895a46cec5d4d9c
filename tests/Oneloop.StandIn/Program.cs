using Oneloop.StandIn;

IConfiguration configuration = new ConfigurationBuilder().AddCommandLine(args).Build();
StandInOptions options = new()
{
    Port = configuration.GetValue("port", 0),
    Tokens = configuration["tokens"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
};

await using StandInServer server = await StandInServer.StartAsync(options);
Console.WriteLine($"Oneloop stand-in listening on {server.BaseAddress}");

if (configuration.GetValue("stop-with-input", false))
{
    // Whoever started it holds the other end: when that process ends, however it ends, so does this one.
    await Console.In.ReadToEndAsync();
}
else
{
    await server.WaitForShutdownAsync();
}
