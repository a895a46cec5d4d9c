using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;

namespace Oneloop.Client.Http;

/// <summary>The bytes of a response body, in a rented buffer.</summary>
internal sealed class ResponseBody : IDisposable
{
    /// <summary>
    /// The value of the header Accept-Encoding. Decompressed here and not by the handler, whose decompression also costs each response
    /// that is not compressed.
    /// </summary>
    public const string Encodings = "gzip, br";

    private byte[] _buffer;
    private int _length;

    private ResponseBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="content">The body.</param>
    /// <param name="limit">The most bytes, after decompression.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The body, or null if it is longer than <paramref name="limit"/>; the rest of it was not read then.</returns>
    /// <exception cref="IOException">The connection closed before the body was complete.</exception>
    /// <exception cref="InvalidDataException">The body cannot be decompressed.</exception>
    public static ValueTask<ResponseBody?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        Stream stream = content.ReadAsStream(cancellationToken);
        return Decompressor(content.Headers, stream) is { } decompressor
            ? DecompressAsync(stream, decompressor, limit, cancellationToken)
            : FillAsync(stream, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static Stream? Decompressor(HttpContentHeaders headers, Stream compressed) =>
        headers.NonValidated.TryGetValues("Content-Encoding", out HeaderStringValues encoding)
            ? encoding.ToString().ToLowerInvariant() switch
            {
                "gzip" => new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true),
                "br" => new BrotliStream(compressed, CompressionMode.Decompress, leaveOpen: true),
                _ => null,
            }
            : null;

    private static async ValueTask<ResponseBody?> DecompressAsync(Stream compressed, Stream decompressor, int limit, CancellationToken cancellationToken)
    {
        await using (decompressor.ConfigureAwait(false))
        {
            ResponseBody? body = await FillAsync(decompressor, limit, cancellationToken).ConfigureAwait(false);
            try
            {
                // The decompressor stops at its own end; the body's is read as well, so that the connection can be used again.
                if (body is not null && await compressed.ReadAsync(body.Free(), cancellationToken).ConfigureAwait(false) > 0)
                {
                    throw new InvalidDataException("There is more after the end of the compressed data.");
                }

                return body;
            }
            catch
            {
                body?.Dispose();
                throw;
            }
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>Null if it is longer than <paramref name="limit"/>.</returns>
    private static async ValueTask<ResponseBody?> FillAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        ResponseBody body = new(capacity: 4096);
        bool isWhole = false;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(body.Free(), cancellationToken).ConfigureAwait(false)) > 0)
            {
                body._length += read;
                if (body._length > limit)
                {
                    return null;
                }
            }

            isWhole = true;
            return body;
        }
        finally
        {
            if (!isWhole)
            {
                body.Dispose();
            }
        }
    }

    private Memory<byte> Free()
    {
        if (_length == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_length);
    }
}
