using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Oneloop.Client.Billing;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Tls;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>
/// Every fault, met without retries, once before a good response, and at each attempt; every cell over real HTTP. Writes the table in
/// docs/reliability.md from what really happened, and fails where that was another table before.
/// </summary>
public sealed class ReliabilityMatrix
{
    private const int Retries = 3;

    /// <summary>A fault: how it is made, what it is, whether another try is worth it, and the wait that the server asks for.</summary>
    private sealed record Row(string Fault, ScriptedAnswer Answer, FaultKind? Kind, bool Passes = false, bool Hangs = false, int Floor = 0)
    {
        /// <summary>What connections meet instead of the API; null: they reach it.</summary>
        public Func<Task<BrokenWay>>? Way { get; init; }
    }

    private static readonly Row[] s_rows =
    [
        new("400", new() { Status = 400 }, FaultKind.BadRequest),
        new("401", new() { Status = 401 }, FaultKind.Unauthorized),
        new("403", new() { Status = 403 }, FaultKind.Forbidden),
        new("404", new() { Status = 404 }, FaultKind.NotFound),
        new("408", new() { Status = 408 }, FaultKind.Throttled, Passes: true),
        new("409", new() { Status = 409 }, FaultKind.Conflict),
        new("413", new() { Status = 413 }, FaultKind.UnexpectedStatus),
        new("429", new() { Status = 429 }, FaultKind.Throttled, Passes: true),
        new("429, Retry-After: 9", new() { Status = 429, RetryAfter = "9" }, FaultKind.Throttled, Passes: true, Floor: 9),
        new("429, Retry-After: junk", new() { Status = 429, RetryAfter = "soon" }, FaultKind.Throttled, Passes: true),
        new("429, Retry-After: 300", new() { Status = 429, RetryAfter = "300" }, FaultKind.Throttled),
        new("500", new() { Status = 500 }, FaultKind.ServerError, Passes: true),
        new("501", new() { Status = 501 }, FaultKind.ServerError),
        new("502 with a gateway's page", new() { Status = 502, Body = "<html>", ContentType = "text/html" }, FaultKind.ServerError, Passes: true),
        new("503", new() { Status = 503 }, FaultKind.ServerError, Passes: true),
        new("503, Retry-After: 60", new() { Status = 503, RetryAfter = "60" }, FaultKind.ServerError, Passes: true, Floor: 60),
        new("503, Retry-After: 300", new() { Status = 503, RetryAfter = "300" }, FaultKind.ServerError),
        new("504", new() { Status = 504 }, FaultKind.ServerError, Passes: true),
        new("redirect (302)", new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "https://example.com/" } }, FaultKind.UnexpectedStatus),
        Broken("unknown host name", () => BrokenWay.WithoutNameAsync(SocketError.HostNotFound)),
        Broken("name server does not respond", () => BrokenWay.WithoutNameAsync(SocketError.TryAgain), passes: true),
        Broken("connection refused", () => BrokenWay.ClosedAsync(isProxy: false), passes: true),
        Broken("certificate expired", () => BrokenWay.WithCertificateAsync(CertificateKind.Expired)),
        Broken("certificate issued for another name", () => BrokenWay.WithCertificateAsync(CertificateKind.OtherName)),
        Broken("certificate not trusted", () => BrokenWay.WithCertificateAsync(CertificateKind.OwnAuthority, isTrusted: false)),
        Broken("connection to the proxy refused", () => BrokenWay.ClosedAsync(isProxy: true), passes: true),
        Broken("407 from the proxy", () => BrokenWay.WithProxyAsync(407)),
        Broken("403 from the proxy", () => BrokenWay.WithProxyAsync(403)),
        Broken("502 from the proxy", () => BrokenWay.WithProxyAsync(502), passes: true),
        new("connection reset before the response", new() { Abort = AbortPoint.BeforeHeaders }, FaultKind.ConnectionFailed, Passes: true),
        new("connection reset within the response", new() { Abort = AbortPoint.InBody }, FaultKind.ConnectionFailed, Passes: true),
        new("response ends early", new() { Truncate = true }, FaultKind.ConnectionFailed, Passes: true),
        new("no response in time", new() { DelayMs = 600_000 }, FaultKind.Timeout, Passes: true, Hangs: true),
        new("response stalls half-way", new() { StallMs = 600_000 }, FaultKind.Timeout, Passes: true, Hangs: true),
        new("response drips too slowly", new() { DripMs = 5_000 }, FaultKind.Timeout, Passes: true, Hangs: true),
        new("response of 2 MB", new() { FloodBytes = 2_000_000 }, FaultKind.InvalidResponse),
        new("response that decompresses to 50 MB", new() { FloodBytes = 50_000_000, Encoding = "gzip" }, FaultKind.InvalidResponse),
        new("response that cannot be decompressed", new() { Body = "no gzip", Headers = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" } }, FaultKind.InvalidResponse),
        new("empty response", new() { Body = string.Empty, Status = 200 }, FaultKind.InvalidResponse),
        new("HTML instead of JSON", new() { Body = "<html>", ContentType = "text/html" }, FaultKind.InvalidResponse),
        new("half of the JSON", new() { Body = "{\"billing\":{\"id\"" }, FaultKind.InvalidResponse),
        new("JSON of another form", new() { Body = "{\"billing\":{\"id\":\"a\"}}" }, FaultKind.InvalidResponse),
        new("no billing set up", new() { Body = "{\"billing\":null}" }, Kind: null),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_cell_holds_and_the_table_in_the_docs_is_theirs()
    {
        StringBuilder table = new("| fault | `-MaximumRetryCount 0` | once, then a good response | at each attempt |\n| --- | --- | --- | --- |\n");
        List<string> wrong = [];
        int cells = 0;
        foreach (Row row in s_rows)
        {
            string[] outcomes =
            [
                await CellAsync(row, retries: 0, thenOrdinary: false, wrong),
                await CellAsync(row, Retries, thenOrdinary: true, wrong),
                await CellAsync(row, Retries, thenOrdinary: false, wrong),
            ];
            cells += outcomes.Length;
            table.Append(CultureInfo.InvariantCulture, $"| {row.Fault} | {string.Join(" | ", outcomes)} |\n");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(cells >= 60);
        await ReliabilityDocument.UpdateAsync("matrix", table.ToString(), Cancel);
    }

    private static Row Broken(string fault, Func<Task<BrokenWay>> way, bool passes = false) =>
        new(fault, new ScriptedAnswer(), FaultKind.ConnectionFailed, passes) { Way = way };

    private static async Task<string> CellAsync(Row row, int retries, bool thenOrdinary, List<string> wrong)
    {
        await using BrokenWay? way = row.Way is null ? null : await row.Way();
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(retries, way, brokenFor: thenOrdinary ? 1 : int.MaxValue);
        fixture.Server.Scripts.Set(new FaultScript { ExternalMeterId = "m", Answers = [row.Answer], ThenOrdinary = thenOrdinary });

        (CustomerBillingMeter? billing, OneloopException? fault) = await fixture.AskAsync("m", row.Hangs);

        bool answered = thenOrdinary && row.Passes && retries > 0;
        int tries = !row.Passes ? 1 : answered ? 2 : retries + 1;
        double[] waits = [.. Enumerable.Range(0, tries - 1).Select(i => Math.Max(Math.Pow(2, i), row.Floor))];
        (FaultKind? Kind, int Sent, int Tries, bool HasBilling, string Waits) expected =
            (answered ? null : row.Kind, tries, answered || row.Kind is null ? 0 : tries, answered, string.Join(' ', waits));
        (FaultKind? Kind, int Sent, int Tries, bool HasBilling, string Waits) actual =
            (fault?.Kind, way is null ? fixture.Sent("m") : fixture.Connections, fault?.Attempts ?? 0, billing is not null, string.Join(' ', fixture.Time.Waits.Select(w => w.TotalSeconds)));
        if (expected != actual)
        {
            wrong.Add($"{row.Fault}, {retries} retries, then ordinary: {thenOrdinary}: expected {expected}, was {actual}: {fault?.Message}");
        }

        string outcome = fault is not null ? $"`{fault.Kind}`" : billing is null ? "`BillingNotFound`" : "succeeds";
        double waited = fixture.Time.Waits.Sum(w => w.TotalSeconds);
        string unit = way is null ? "request" : "connection";
        string requests = actual.Sent == 1 ? $"1 {unit}" : $"{actual.Sent} {unit}s";
        return string.Create(CultureInfo.InvariantCulture, $"{outcome}: {requests}{(waited > 0 ? $", {(row.Floor > 0 ? "waits" : "up to")} {waited:0} s" : string.Empty)}");
    }
}
