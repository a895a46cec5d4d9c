using System.Buffers;

namespace Oneloop.Client.Http;

/// <summary>The bytes of an answer, in a rented buffer.</summary>
internal sealed class AnswerBody : IDisposable
{
    /// <summary>A longer answer, in bytes after unpacking, is refused: a billing is a few hundred.</summary>
    public const int Limit = 1024 * 1024;

    private byte[] _buffer;
    private int _length;

    private AnswerBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="content">The body.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The body, or null where it is longer than <see cref="Limit"/>; the rest of it was not read then.</returns>
    /// <exception cref="IOException">The body broke off.</exception>
    public static async Task<AnswerBody?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > Limit)
        {
            return null;
        }

        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        AnswerBody body = new(capacity: 4096);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(body.Free(), cancellationToken).ConfigureAwait(false)) > 0)
            {
                body._length += read;
                if (body._length > Limit)
                {
                    body.Dispose();
                    return null;
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
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
