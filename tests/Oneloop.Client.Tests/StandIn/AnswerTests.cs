using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>The ways in which the stand-in breaks an answer.</summary>
public sealed class AnswerTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private const string Ordinary = "{\"billing\":{\"id\":\"";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reset_before_the_headers_leaves_no_byte()
    {
        string raw = await AskRawAsync("""{"abort":"beforeHeaders"}""");

        Assert.Equal("reset", raw);
    }

    [Fact]
    public async Task A_reset_in_the_body_leaves_the_headers_and_half_of_the_body()
    {
        string raw = await AskRawAsync("""{"body":"0123456789","abort":"inBody"}""");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", raw, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n01234reset", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_answer_ends_at_half_of_the_length_that_it_states()
    {
        string raw = await AskRawAsync("""{"body":"0123456789","truncate":true}""");

        Assert.Contains("Content-Length: 10\r\n", raw, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n01234end", raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AbortPoint.InBody, false, "abort")]
    [InlineData(AbortPoint.None, true, "truncate")]
    public async Task The_ordinary_answer_breaks_off_as_well(AbortPoint abort, bool truncate, string word)
    {
        using HttpClient client = Api.CreateClient();
        string meter = $"ordinary {word}";
        standIn.Server.Scripts.Set(meter, new ScriptedAnswer { Abort = abort, Truncate = truncate });
        using HttpResponseMessage answer = await client.GetAsync(
            Api.Customer(standIn.Server.BaseAddress, meter), HttpCompletionOption.ResponseHeadersRead, Cancel);
        byte[] start = new byte[Ordinary.Length];
        Stream body = await answer.Content.ReadAsStreamAsync(Cancel);
        await body.ReadExactlyAsync(start, Cancel);

        Assert.Equal(Ordinary, Encoding.UTF8.GetString(start));
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null, Cancel));
        Assert.Equal(word, AnswerTo(meter));
    }

    [Fact]
    public async Task A_stall_comes_when_half_is_sent_and_the_rest_follows()
    {
        using HttpClient client = Api.CreateClient();
        standIn.Server.Scripts.Set("stall", new ScriptedAnswer { Body = "0123456789", StallMs = 60 });
        using HttpResponseMessage answer = await client.GetAsync(
            Api.Customer(standIn.Server.BaseAddress, "stall"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Stream body = await answer.Content.ReadAsStreamAsync(Cancel);
        byte[] half = new byte[5];
        await body.ReadExactlyAsync(half, Cancel);
        long began = Stopwatch.GetTimestamp();
        using StreamReader rest = new(body);

        Assert.Equal("56789", await rest.ReadToEndAsync(Cancel));
        Assert.True(Stopwatch.GetElapsedTime(began).TotalMilliseconds > 20);
    }

    [Fact]
    public async Task A_dripping_body_comes_byte_by_byte()
    {
        using HttpClient client = Api.CreateClient();
        standIn.Server.Scripts.Set("drip", new ScriptedAnswer { Body = "abcd", DripMs = 10 });
        using HttpResponseMessage answer = await client.GetAsync(
            Api.Customer(standIn.Server.BaseAddress, "drip"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Stream body = await answer.Content.ReadAsStreamAsync(Cancel);
        byte[] buffer = new byte[10];

        Assert.Equal(1, await body.ReadAsync(buffer, Cancel));
        Assert.Equal("bcd", await new StreamReader(body).ReadToEndAsync(Cancel));
    }

    [Theory]
    [InlineData(null, 30_000_001)]
    [InlineData("gzip", 100_000)]
    [InlineData("br", 100_000)]
    public async Task A_flood_is_as_long_as_asked_for(string? encoding, long atMostOnTheWire)
    {
        const long Length = 30_000_001;
        using HttpClient client = Api.CreateClient();
        string meter = $"flood {encoding}";
        standIn.Server.Scripts.Set(meter, new ScriptedAnswer { FloodBytes = Length, Encoding = encoding });
        using HttpResponseMessage answer = await client.GetAsync(
            Api.Customer(standIn.Server.BaseAddress, meter), HttpCompletionOption.ResponseHeadersRead, Cancel);
        byte[] wire = await answer.Content.ReadAsByteArrayAsync(Cancel);

        Assert.True(answer.Headers.TransferEncodingChunked);
        Assert.Equal(encoding is null ? [] : [encoding], answer.Content.Headers.ContentEncoding);
        Assert.InRange(wire.Length, 1, atMostOnTheWire);
        Assert.Equal(('{', Length), Measure(Unpack(wire, encoding)));
        Assert.Equal("flood", AnswerTo(meter));
    }

    [Fact]
    public async Task A_flood_ends_when_the_client_goes_away()
    {
        standIn.Server.Scripts.Set("endless", new ScriptedAnswer { FloodBytes = long.MaxValue });
        using (HttpClient client = Api.CreateClient())
        using (HttpResponseMessage answer = await client.GetAsync(
            Api.Customer(standIn.Server.BaseAddress, "endless"), HttpCompletionOption.ResponseHeadersRead, Cancel))
        {
            Stream body = await answer.Content.ReadAsStreamAsync(Cancel);
            await body.ReadExactlyAsync(new byte[1_000_000], Cancel);
        }

        await Api.UntilAsync(() => standIn.Server.Connections.Open == 0);
    }

    [Theory]
    [InlineData("{\"delayMs\":60000}", "gone")]
    [InlineData("{\"stallMs\":60000}", "stall")]
    [InlineData("{\"dripMs\":60000}", "drip")]
    public async Task A_wait_ends_when_the_client_goes_away(string answer, string word)
    {
        using HttpClient client = Api.CreateClient();
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await ScriptAsync(client, answer, answer);
        Task<string> asked = client.GetStringAsync(Api.Customer(standIn.Server.BaseAddress, answer), cancel.Token);
        await Api.UntilAsync(() => standIn.Server.Requests.All.Any(r => r.ExternalMeterId == answer));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Api.UntilAsync(() => standIn.Server.Connections.Open == 0);
        Assert.Contains(AnswerTo(answer), new[] { word, "gone" });
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task The_ordinary_answer_can_be_compressed(string encoding)
    {
        using HttpClient client = Api.CreateClient();
        standIn.Server.Scripts.Set(encoding, new ScriptedAnswer { Encoding = encoding });
        using HttpResponseMessage answer = await client.GetAsync(Api.Customer(standIn.Server.BaseAddress, encoding), Cancel);
        using StreamReader body = new(Unpack(await answer.Content.ReadAsByteArrayAsync(Cancel), encoding));

        Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
        Assert.StartsWith(Ordinary, await body.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("200", AnswerTo(encoding));
    }

    [Fact]
    public async Task Retry_after_comes_as_it_stands_or_as_a_date()
    {
        using HttpClient client = Api.CreateClient();
        standIn.Server.Scripts.Set(
            "retry", new ScriptedAnswer { Status = 429, RetryAfter = "soon; maybe" }, new ScriptedAnswer { Status = 503, RetryAfterDateInSec = 90 });
        using HttpResponseMessage first = await client.GetAsync(Api.Customer(standIn.Server.BaseAddress, "retry"), Cancel);
        using HttpResponseMessage second = await client.GetAsync(Api.Customer(standIn.Server.BaseAddress, "retry"), Cancel);

        Assert.Equal("soon; maybe", first.Headers.NonValidated["Retry-After"].ToString());
        Assert.InRange(second.Headers.RetryAfter!.Date!.Value - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task An_encoding_that_there_is_not_is_refused()
    {
        using HttpClient client = Api.CreateClient();

        Assert.Equal(400, await client.PutAsync(standIn.Server, "scripts", """{"externalMeterId":"x","answers":[{"encoding":"zip"}]}"""));
    }

    private static Stream Unpack(byte[] wire, string? encoding) => encoding switch
    {
        "gzip" => new GZipStream(new MemoryStream(wire), CompressionMode.Decompress),
        "br" => new BrotliStream(new MemoryStream(wire), CompressionMode.Decompress),
        _ => new MemoryStream(wire),
    };

    private static (char First, long Length) Measure(Stream body)
    {
        using Stream read = body;
        char first = (char)read.ReadByte();
        byte[] buffer = new byte[64 * 1024];
        long length = 1;
        int next;
        while ((next = read.Read(buffer)) > 0)
        {
            length += next;
        }

        return (first, length);
    }

    private string? AnswerTo(string meter) => standIn.Server.Requests.All.Last(r => r.ExternalMeterId == meter).Answer;

    private async Task ScriptAsync(HttpClient client, string meter, string answer) => Assert.Equal(
        200,
        await client.PutAsync(
            standIn.Server, "scripts", $$"""{"externalMeterId":"{{System.Text.Json.JsonEncodedText.Encode(meter)}}","answers":[{{answer}}]}"""));

    /// <summary>All that comes over the wire, and how it ends: "end" or "reset".</summary>
    private async Task<string> AskRawAsync(string answer)
    {
        using HttpClient client = Api.CreateClient();
        await ScriptAsync(client, answer, answer);
        Uri uri = Api.Customer(standIn.Server.BaseAddress, answer);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(uri.Host, uri.Port, Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\n\r\n"), Cancel);
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        try
        {
            int length;
            while ((length = await socket.ReceiveAsync(buffer, Cancel)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, length));
            }

            return $"{text}end";
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return $"{text}reset";
        }
    }
}
