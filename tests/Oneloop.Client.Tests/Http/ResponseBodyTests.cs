using System.IO.Compression;
using Oneloop.Client.Http;

namespace Oneloop.Client.Tests.Http;

/// <summary>The body of an answer, read from its bytes.</summary>
public sealed class ResponseBodyTests
{
    [Fact]
    public async Task More_after_the_end_of_a_packed_answer_is_no_answer_and_not_one_that_is_too_long()
    {
        using MemoryStream bytes = new();
        await using (BrotliStream packing = new(bytes, CompressionMode.Compress, leaveOpen: true))
        {
            packing.Write("{}"u8);
        }

        bytes.Write(new byte[200_000]);
        using ByteArrayContent content = new(bytes.ToArray());
        content.Headers.ContentEncoding.Add("br");

        await Assert.ThrowsAsync<InvalidDataException>(async () => await ResponseBody.ReadAsync(content, 1024, TestContext.Current.CancellationToken));
    }
}
