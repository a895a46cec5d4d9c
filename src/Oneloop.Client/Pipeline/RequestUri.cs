using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Oneloop.Client.Pipeline;

/// <summary>
/// Builds the URI of a request from an interpolated string such as <c>$"workspace/{WorkspaceId}"</c>. Every hole is percent-encoded
/// by RFC 3986, so that any id arrives as it was written; only strings fit into a hole.
/// </summary>
[InterpolatedStringHandler]
internal ref struct RequestUri
{
    // Without this, Uri unescapes and normalizes what was escaped on purpose.
    private static readonly UriCreationOptions s_asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private DefaultInterpolatedStringHandler _text;

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">The characters outside the holes.</param>
    /// <param name="formattedCount">The number of holes.</param>
    /// <param name="root">What the relative URI is appended to: an absolute URI that ends with a slash.</param>
    public RequestUri(int literalLength, int formattedCount, string root)
    {
        _text = new DefaultInterpolatedStringHandler(literalLength + root.Length, formattedCount);
        _text.AppendLiteral(root);
    }

    /// <summary>Builds the URI.</summary>
    /// <param name="root">An absolute URI that ends with a slash.</param>
    /// <param name="relative">The path and query below it.</param>
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The compiler passes it to the constructor.")]
    public static Uri From(string root, [InterpolatedStringHandlerArgument(nameof(root))] ref RequestUri relative) =>
        new(relative._text.ToStringAndClear(), s_asWritten);

    /// <summary>Appends a piece of the path or query as it stands.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Appends a value, percent-encoded.</summary>
    public void AppendFormatted(string value) => _text.AppendLiteral(Uri.EscapeDataString(value));
}
