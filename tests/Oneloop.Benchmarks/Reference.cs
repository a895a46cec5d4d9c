using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Oneloop.Benchmarks;

/// <summary>The fewest steps that .NET needs to ask for many customers: no retries, no checks, no order.</summary>
internal sealed class Reference : IDisposable
{
    private readonly HttpClient _client;
    private readonly int _degree;

    /// <summary>Makes the client.</summary>
    /// <param name="baseUri">The address of the API.</param>
    /// <param name="degree">How many requests to keep under way, and the most connections.</param>
    public Reference(Uri baseUri, int degree)
    {
        _degree = degree;
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = degree, UseProxy = false }) { BaseAddress = baseUri };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "benchmark");
    }

    /// <summary>Asks for so many customers, and measures it.</summary>
    public async Task<RunFigures> RunAsync(int customers)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = _degree };
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        Stopwatch clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(1, customers), options, AskAsync);
        double seconds = clock.Elapsed.TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new RunFigures(seconds, customers / seconds, (double)allocated / Math.Max(customers, 1));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async ValueTask AskAsync(int number, CancellationToken stop)
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"/api/v1/customer-billing?workspaceId=ws_bulk&externalMeterId=m{number}");
        using HttpResponseMessage response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
        Stream body = await response.Content.ReadAsStreamAsync(stop);
        Answer? answer = await JsonSerializer.DeserializeAsync(body, BenchmarkJson.Default.Answer, stop);
        if (answer?.Billing is null)
        {
            throw new InvalidDataException($"There was no billing for m{number}.");
        }
    }
}
