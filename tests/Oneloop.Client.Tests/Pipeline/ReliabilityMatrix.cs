using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Oneloop.Client.ApiKeys;
using Oneloop.Client.Billing;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;
using Oneloop.StandIn.Tls;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>
/// Every fault, met without retries, once before a good response, and at each attempt, by a read, a change that may be repeated, and one
/// that must not be; every cell over real HTTP. Writes the table in docs/reliability.md from what really happened, and fails where that
/// was another table before.
/// </summary>
public sealed class ReliabilityMatrix
{
    private const int Retries = 3;

    private static readonly Subject s_read = new("getCustomerBilling", IsRepeatable: true, static () => new GetBillingRequest("ws_bulk", "m"));

    private static readonly Subject s_edit =
        new("editApiKey", IsRepeatable: true, static () => new EditApiKeyRequest("ws_northwind", "ak_nw_1001") { Enabled = true });

    private static readonly Subject s_refill = new("refillBillingLimit", IsRepeatable: false, static () => new RefillBillingRequest("ws_bulk", "m", 1));

    /// <summary>What meets a fault.</summary>
    private sealed record Subject(string Operation, bool IsRepeatable, Func<OneloopRequest> Create);

    /// <summary>
    /// A fault: how it is made, what it is, whether another try is worth it, whether the server may have acted, and the wait that the
    /// server asks for.
    /// </summary>
    private sealed record Row(
        string Fault, ScriptedAnswer Answer, FaultKind? Kind, bool Passes = false, bool MayHaveActed = false, bool Hangs = false, int Floor = 0)
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
        new("408", new() { Status = 408 }, FaultKind.Throttled, Passes: true, MayHaveActed: true),
        new("409", new() { Status = 409 }, FaultKind.Conflict),
        new("413", new() { Status = 413 }, FaultKind.UnexpectedStatus),
        new("429", new() { Status = 429 }, FaultKind.Throttled, Passes: true),
        new("429, Retry-After: 9", new() { Status = 429, RetryAfter = "9" }, FaultKind.Throttled, Passes: true, Floor: 9),
        new("429, Retry-After: junk", new() { Status = 429, RetryAfter = "soon" }, FaultKind.Throttled, Passes: true),
        new("429, Retry-After: 300", new() { Status = 429, RetryAfter = "300" }, FaultKind.Throttled),
        new("500", new() { Status = 500 }, FaultKind.ServerError, Passes: true, MayHaveActed: true),
        new("501", new() { Status = 501 }, FaultKind.ServerError, MayHaveActed: true),
        new("502 with a gateway's page", new() { Status = 502, Body = "<html>", ContentType = "text/html" }, FaultKind.ServerError, Passes: true, MayHaveActed: true),
        new("503", new() { Status = 503 }, FaultKind.ServerError, Passes: true, MayHaveActed: true),
        new("503, Retry-After: 60", new() { Status = 503, RetryAfter = "60" }, FaultKind.ServerError, Passes: true, MayHaveActed: true, Floor: 60),
        new("503, Retry-After: 300", new() { Status = 503, RetryAfter = "300" }, FaultKind.ServerError, MayHaveActed: true),
        new("504", new() { Status = 504 }, FaultKind.ServerError, Passes: true, MayHaveActed: true),
        new("redirect (302)", new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "https://example.com/" } }, FaultKind.UnexpectedStatus, MayHaveActed: true),
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
        new("connection reset before the response", new() { Abort = AbortPoint.BeforeHeaders }, FaultKind.ConnectionFailed, Passes: true, MayHaveActed: true),
        new("connection reset within the response", new() { Abort = AbortPoint.InBody }, FaultKind.ConnectionFailed, Passes: true, MayHaveActed: true),
        new("response ends early", new() { Truncate = true }, FaultKind.ConnectionFailed, Passes: true, MayHaveActed: true),
        new("no response in time", new() { DelayMs = 600_000 }, FaultKind.Timeout, Passes: true, MayHaveActed: true, Hangs: true),
        new("response stalls half-way", new() { StallMs = 600_000 }, FaultKind.Timeout, Passes: true, MayHaveActed: true, Hangs: true),
        new("response drips too slowly", new() { DripMs = 5_000 }, FaultKind.Timeout, Passes: true, MayHaveActed: true, Hangs: true),
        new("response of 2 MB", new() { FloodBytes = 2_000_000 }, FaultKind.InvalidResponse, MayHaveActed: true),
        new("response that decompresses to 50 MB", new() { FloodBytes = 50_000_000, Encoding = "gzip" }, FaultKind.InvalidResponse, MayHaveActed: true),
        new("response that cannot be decompressed", new() { Body = "no gzip", Headers = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" } }, FaultKind.InvalidResponse, MayHaveActed: true),
        new("empty response", new() { Body = string.Empty, Status = 200 }, FaultKind.InvalidResponse, MayHaveActed: true),
        new("HTML instead of JSON", new() { Body = "<html>", ContentType = "text/html" }, FaultKind.InvalidResponse, MayHaveActed: true),
        new("half of the JSON", new() { Body = "{\"billing\":{\"id\"" }, FaultKind.InvalidResponse, MayHaveActed: true),
        new("JSON of another form", new() { Body = "{\"billing\":{\"id\":\"a\"}}" }, FaultKind.InvalidResponse, MayHaveActed: true),
        new("no billing set up", new() { Body = "{\"billing\":null}" }, Kind: null, MayHaveActed: true),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_cell_holds_and_the_table_in_the_docs_is_theirs()
    {
        StringBuilder table = new("| fault | `-MaximumRetryCount 0` | once, then a good response | at each attempt | at each attempt of a refill |\n| --- | --- | --- | --- | --- |\n");
        List<string> wrong = [];
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Https = true, Proxy = true });
        foreach (Row row in s_rows)
        {
            await using BrokenWay? way = row.Way is null ? null : await row.Way();
            async Task<string> CellAsync(Subject subject, int retries, bool thenOrdinary)
            {
                await using ResilienceFixture fixture = ResilienceFixture.On(server, retries, way, brokenFor: thenOrdinary ? 1 : int.MaxValue);
                return await TryAsync(fixture, row, subject, retries, thenOrdinary, wrong);
            }

            string[] outcomes =
            [
                await CellAsync(s_read, retries: 0, thenOrdinary: false),
                await CellAsync(s_read, Retries, thenOrdinary: true),
                await CellAsync(s_read, Retries, thenOrdinary: false),
                await CellAsync(s_refill, Retries, thenOrdinary: false),
            ];
            table.Append(CultureInfo.InvariantCulture, $"| {row.Fault} | {string.Join(" | ", outcomes)} |\n");
            await CellAsync(s_refill, Retries, thenOrdinary: true);
            await CellAsync(s_edit, Retries, thenOrdinary: false);
            await CellAsync(s_edit, Retries, thenOrdinary: true);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(s_rows.Length >= 33);
        await ReliabilityDocument.UpdateAsync("matrix", table.ToString(), Cancel);
    }

    private static Row Broken(string fault, Func<Task<BrokenWay>> way, bool passes = false) =>
        new(fault, new ScriptedAnswer(), FaultKind.ConnectionFailed, passes) { Way = way };

    private static async Task<string> TryAsync(ResilienceFixture fixture, Row row, Subject subject, int retries, bool thenOrdinary, List<string> wrong)
    {
        bool isBroken = row.Way is not null;
        fixture.Server.Scripts.Set(new FaultScript { Operation = subject.Operation, Answers = [row.Answer], ThenOrdinary = thenOrdinary });
        OneloopRequest request = subject.Create();

        await fixture.SendAsync(request, () => fixture.Server.Requests.Of(subject.Operation).Received, row.Hangs);

        bool isInDoubt = row.MayHaveActed && !subject.IsRepeatable;
        bool isRepeated = row.Passes && !isInDoubt;
        bool answered = thenOrdinary && isRepeated && retries > 0;
        // A response that says that there is no billing is a fault of a change alone.
        FaultKind? kind = answered ? null : row.Kind ?? (subject == s_read ? null : FaultKind.InvalidResponse);
        int tries = !isRepeated ? 1 : answered ? 2 : retries + 1;
        double[] waits = [.. Enumerable.Range(0, tries - 1).Select(i => Math.Max(Math.Pow(2, i), row.Floor))];
        (FaultKind? Kind, bool IsUnknown, int Sent, int Tries, bool Succeeds, string Waits) expected =
            (kind, kind is not null && isInDoubt, tries, kind is null ? 0 : tries, answered, string.Join(' ', waits));
        OneloopException? fault = request.Fault;
        OperationCount count = fixture.Server.Requests.Of(subject.Operation);
        bool succeeds = fault is null && request is not GetBillingRequest { Result: null };
        (FaultKind? Kind, bool IsUnknown, int Sent, int Tries, bool Succeeds, string Waits) actual =
            (fault?.Kind, fault?.OutcomeUnknown ?? false, isBroken ? fixture.Connections : count.Received, fault?.Attempts ?? 0, succeeds,
                string.Join(' ', fixture.Time.Waits.Select(w => w.TotalSeconds)));
        if (expected != actual)
        {
            wrong.Add($"{row.Fault}, {subject.Operation}, {retries} retries, then ordinary: {thenOrdinary}: expected {expected}, was {actual}: {fault?.Message}");
        }

        // A connection that does not come about carries nothing.
        if ((!subject.IsRepeatable && count.Processed > 1) || (isBroken && count.Received != (answered ? 1 : 0)))
        {
            wrong.Add($"{row.Fault}, {subject.Operation}, {retries} retries, then ordinary: {thenOrdinary}: {count}");
        }

        string outcome = fault is { OutcomeUnknown: true } ? "`OutcomeUnknown`" : fault is not null ? $"`{fault.Kind}`" : succeeds ? "succeeds" : "`BillingNotFound`";
        double waited = fixture.Time.Waits.Sum(w => w.TotalSeconds);
        string unit = isBroken ? "connection" : "request";
        string requests = actual.Sent == 1 ? $"1 {unit}" : $"{actual.Sent} {unit}s";
        return string.Create(CultureInfo.InvariantCulture, $"{outcome}: {requests}{(waited > 0 ? $", {(row.Floor > 0 ? "waits" : "up to")} {waited:0} s" : string.Empty)}");
    }
}
