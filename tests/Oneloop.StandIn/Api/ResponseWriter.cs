using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Oneloop.StandIn.Faults;

namespace Oneloop.StandIn.Api;

/// <summary>Sends a response: whole, or broken in the way that its script says.</summary>
internal sealed class ResponseWriter(HttpContext context, ScriptedAnswer script)
{
    private const int ReadingMs = 50;

    private static readonly TimeSpan s_longestGoodbye = TimeSpan.FromSeconds(5);

    private static readonly byte[] s_spaces = [.. Enumerable.Repeat((byte)' ', 64 * 1024)];

    private HttpResponse Response => context.Response;

    /// <summary>Sends it. A client that goes away ends it with an <see cref="OperationCanceledException"/>.</summary>
    public async Task WriteAsync(int status, byte[] body)
    {
        if (script.Abort == AbortPoint.BeforeHeaders)
        {
            context.Abort();
            return;
        }

        if (script.Abort == AbortPoint.CloseBeforeHeaders)
        {
            await CloseAsync();
            return;
        }

        Response.StatusCode = status;
        Response.ContentType = script.ContentType;
        WriteHeaders();
        if (script.FloodBytes > 0)
        {
            await FloodAsync();
        }
        else
        {
            await SendAsync(Compress(body));
        }
    }

    /// <summary>Tells the client that nothing more will come, which is not a reset, and waits until it closes its side as well.</summary>
    private async Task CloseAsync()
    {
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Send);
        await Task.Delay(s_longestGoodbye, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private void WriteHeaders()
    {
        if (script.Encoding is { } encoding)
        {
            Response.Headers.ContentEncoding = encoding;
        }

        if (script.RetryAfterDateInSec is { } seconds)
        {
            Response.Headers.RetryAfter = DateTimeOffset.UtcNow.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
        }

        if (script.RetryAfter is { } retryAfter)
        {
            Response.Headers.RetryAfter = retryAfter;
        }

        foreach ((string name, string value) in script.Headers)
        {
            Response.Headers[name] = value;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> body)
    {
        Response.ContentLength = body.Length;
        if (!script.BreaksInBody)
        {
            await Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        int half = body.Length / 2;
        await SendAsync(Response.Body, body[..half]);
        if (await GoesOnAsync(Response.Body))
        {
            await SendAsync(Response.Body, body[half..]);
        }
    }

    private async Task FloodAsync()
    {
        if (script.Truncate)
        {
            // Compressed it is shorter still, so the promise is broken either way.
            Response.ContentLength = script.FloodBytes;
        }

        await using Stream body = Compress(Response.Body);
        long half = script.FloodBytes / 2;
        await FloodAsync(body, 0, half);
        if (!script.BreaksInBody || await GoesOnAsync(body))
        {
            await FloodAsync(body, half, script.FloodBytes);
        }
    }

    private async Task FloodAsync(Stream body, long from, long to)
    {
        if (from == 0 && to > 0)
        {
            await SendAsync(body, "{"u8.ToArray());
            from = 1;
        }

        while (from < to)
        {
            int length = (int)Math.Min(s_spaces.Length, to - from);
            await SendAsync(body, s_spaces.AsMemory(0, length));
            from += length;
        }
    }

    private async Task SendAsync(Stream body, ReadOnlyMemory<byte> bytes)
    {
        if (script.DripMs <= 0)
        {
            await body.WriteAsync(bytes, context.RequestAborted);
            return;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            await body.WriteAsync(bytes.Slice(i, 1), context.RequestAborted);
            await body.FlushAsync(context.RequestAborted);
            await Task.Delay(script.DripMs, context.RequestAborted);
        }
    }

    /// <summary>What happens in the middle of the body, and whether the other half follows.</summary>
    private async Task<bool> GoesOnAsync(Stream body)
    {
        await body.FlushAsync(context.RequestAborted);
        // A reset may throw away what the client has not read yet, so it gets the time to read its half.
        int wait = script.Abort == AbortPoint.InBody ? Math.Max(script.StallMs, ReadingMs) : script.StallMs;
        if (wait > 0)
        {
            await Task.Delay(wait, context.RequestAborted);
        }

        if (script.Abort == AbortPoint.InBody)
        {
            context.Abort();
            return false;
        }

        // An answer that ends short of its Content-Length makes Kestrel close the connection.
        return !script.Truncate;
    }

    private byte[] Compress(byte[] body)
    {
        if (script.Encoding is null)
        {
            return body;
        }

        using MemoryStream compressed = new();
        using (Stream stream = Compress(compressed))
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }

    private Stream Compress(Stream target) => script.Encoding switch
    {
        "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
        "br" => new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true),
        _ => target,
    };
}
