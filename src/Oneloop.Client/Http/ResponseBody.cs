using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;

namespace Oneloop.Client.Http;

/// <summary>The bytes of an answer, in a rented buffer.</summary>
internal sealed class ResponseBody : IDisposable
{
    /// <summary>
    /// How an answer may be packed, for the header Accept-Encoding. Unpacked here and not by the handler, whose way of doing so costs
    /// also each answer that is not packed.
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
    /// <returns>The body, or null where it is longer than <paramref name="limit"/>; the rest of it was not read then.</returns>
    /// <exception cref="IOException">The body broke off.</exception>
    /// <exception cref="InvalidDataException">The body cannot be unpacked.</exception>
    public static ValueTask<ResponseBody?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        Stream stream = content.ReadAsStream(cancellationToken);
        return Unpacking(content.Headers, stream) is { } unpacking
            ? UnpackAsync(stream, unpacking, limit, cancellationToken)
            : FillAsync(stream, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static Stream? Unpacking(HttpContentHeaders headers, Stream packed) =>
        headers.NonValidated.TryGetValues("Content-Encoding", out HeaderStringValues encoding)
            ? encoding.ToString().ToLowerInvariant() switch
            {
                "gzip" => new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true),
                "br" => new BrotliStream(packed, CompressionMode.Decompress, leaveOpen: true),
                _ => null,
            }
            : null;

    private static async ValueTask<ResponseBody?> UnpackAsync(Stream packed, Stream unpacking, int limit, CancellationToken cancellationToken)
    {
        await using (unpacking.ConfigureAwait(false))
        {
            ResponseBody? body = await FillAsync(unpacking, limit, cancellationToken).ConfigureAwait(false);
            try
            {
                // What packs knows its end; the answer's own is read, too, so that the connection can be used again.
                if (body is not null && await packed.ReadAsync(body.Free(), cancellationToken).ConfigureAwait(false) > 0)
                {
                    throw new InvalidDataException("There is more after the end of what was packed.");
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
    /// <returns>Null where it is longer than <paramref name="limit"/>.</returns>
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
