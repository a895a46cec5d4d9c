using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Oneloop.Benchmarks;

const string Usage = "reference --base-uri URI --customers N --degree D --runs R [--warm-up-seconds W]";

if (args is not ["reference", .. string[] rest])
{
    await Console.Error.WriteLineAsync($"Usage: {Usage}");
    return 2;
}

IConfiguration settings = new ConfigurationBuilder().AddCommandLine(rest).Build();
Uri baseUri = new(settings["base-uri"] ?? throw new ArgumentException($"--base-uri is missing. Usage: {Usage}"));
int customers = settings.GetValue("customers", 20_000);
int runs = settings.GetValue("runs", 1);
TimeSpan warmUp = TimeSpan.FromSeconds(settings.GetValue("warm-up-seconds", 0.0));

using Reference reference = new(baseUri, settings.GetValue("degree", 8));
// What a first request costs is not the matter here.
await reference.RunAsync(1);
long start = Stopwatch.GetTimestamp();
while (Stopwatch.GetElapsedTime(start) < warmUp)
{
    await reference.RunAsync(Math.Max(1, customers / 10));
}

for (int run = 0; run < runs; run++)
{
    RunFigures figures = await reference.RunAsync(customers);
    Console.WriteLine(JsonSerializer.Serialize(figures, BenchmarkJson.Default.RunFigures));
}

return 0;
