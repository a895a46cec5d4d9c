using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of connections. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class ConnectionView
{
    // TokenSource: the longest value; the others: the header. PowerShell makes no column narrower than its header.
    private static readonly int[] s_widths =
        [nameof(Oneloop.TokenSource.AutomationConnection).Length, "TokenMask".Length, "TimeoutSec".Length];

    // By the number of columns shown after the address.
    private static readonly int[] s_least = [7, 16, 24, 24];

    /// <summary>The cell of the column BaseUri: the address, cut off with an ellipsis if there is no room for it.</summary>
    /// <param name="connection">A connection, or the copy of one.</param>
    public static string BaseUri(PSObject connection)
    {
        TrailingColumns columns = Lay();
        return columns.Before(CellText.Id(Read(connection, nameof(OneloopConnection.BaseUri)), columns.Rest), columns.Rest);
    }

    /// <summary>The cell of the column TokenSource.</summary>
    /// <inheritdoc cref="BaseUri"/>
    public static string TokenSource(PSObject connection) => Lay().Text(0, Read(connection, nameof(OneloopConnection.TokenSource)));

    /// <summary>The cell of the column TokenMask.</summary>
    /// <inheritdoc cref="BaseUri"/>
    public static string TokenMask(PSObject connection) => Lay().Text(1, Read(connection, nameof(OneloopConnection.TokenMask)));

    /// <summary>The cell of the column TimeoutSec.</summary>
    /// <inheritdoc cref="BaseUri"/>
    public static string TimeoutSec(PSObject connection) => Lay().Number(2, Read(connection, nameof(OneloopConnection.TimeoutSec)));

    private static TrailingColumns Lay() => TrailingColumns.Fit(RunspaceViews.Output().Width, s_least, s_widths);

    private static string Read(PSObject connection, string name) => connection.Properties[name]?.Value?.ToString() ?? string.Empty;
}
