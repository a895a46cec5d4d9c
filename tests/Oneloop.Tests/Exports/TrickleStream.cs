namespace Oneloop.Tests.Exports;

/// <summary>Gives what it has in pieces, as a pipe does, so that each end of a buffer falls somewhere.</summary>
/// <param name="bytes">What it has.</param>
/// <param name="pieces">Makes up their lengths.</param>
internal sealed class TrickleStream(byte[] bytes, Random pieces) : MemoryStream(bytes)
{
    /// <inheritdoc/>
    /// <remarks>The base class reads a span by this method.</remarks>
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 << pieces.Next(14)));
}
