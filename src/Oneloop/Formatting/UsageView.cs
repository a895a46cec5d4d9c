using System.Management.Automation;
using System.Management.Automation.Host;

namespace Oneloop.Formatting;

/// <summary>
/// The cells of the table view <c>Usage</c>, which shows a bar. As those of <see cref="CreditsView"/>, they are hidden properties.
/// </summary>
public static class UsageView
{
    private const int Bar = 20;
    private const int ShortBar = 10;

    // As PSStyle has them, where they are constant. The reference assembly of the module lacks that class.
    private const string Green = "\e[32m";
    private const string BrightYellow = "\e[93m";
    private const string BrightRed = "\e[91m";
    private const string Reset = "\e[0m";

    // By the number of columns of numbers shown. The header of the ids is 15 wide, and PowerShell makes no column narrower than its header.
    private static readonly int[] s_least = [15, 15, 18, 18];

    /// <summary>The cell of the column ExternalMeterId: the id, cut off with an ellipsis if there is no room for it.</summary>
    /// <param name="billing">A billing, or the copy of one.</param>
    public static string ExternalMeterId(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns, _) = Lay(billing);
        return columns.Before(CellText.Id(row.ExternalMeterId, columns.Rest), columns.Rest);
    }

    /// <summary>The cell of the column Usage: a bar, red from 100 percent and yellow from 80 if the output takes colours.</summary>
    /// <inheritdoc cref="ExternalMeterId"/>
    public static string Usage(PSObject billing)
    {
        (BillingRow row, _, int width) = Lay(billing);
        string bar = UsageBar.Draw(row.UsedPercent, width);
        return IsColoured(RunspaceViews.Host())
            ? $"{row.UsedPercent switch { >= 100 => BrightRed, >= 80 => BrightYellow, _ => Green }}{bar}{Reset}"
            : bar;
    }

    /// <summary>The cell of the column Used%: with one decimal, cut off and not rounded. Blank if the total is 0.</summary>
    /// <inheritdoc cref="ExternalMeterId"/>
    public static string UsedPercent(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns, _) = Lay(billing);
        return columns.Number(0, CellText.Percent(row.UsedCredits, row.TotalCredits));
    }

    /// <summary>The cell of the column Remaining.</summary>
    /// <inheritdoc cref="ExternalMeterId"/>
    public static string RemainingCredits(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns, _) = Lay(billing);
        return columns.Number(1, CellText.Number(row.RemainingCredits));
    }

    /// <summary>The cell of the column Overage.</summary>
    /// <inheritdoc cref="ExternalMeterId"/>
    public static string OverageCredits(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns, _) = Lay(billing);
        return columns.Number(2, CellText.Number(row.OverageCredits));
    }

    private static (BillingRow Row, TrailingColumns Columns, int Bar) Lay(PSObject billing)
    {
        var row = BillingRow.Of(billing);
        TableOutput output = RunspaceViews.Output();
        NumberWidths numbers = row.WidthsIn(output);
        int[] widths = [numbers.Percent, numbers.Credits, numbers.Credits];
        var columns = TrailingColumns.Fit(output.Width - Bar - 1, s_least, widths);
        return columns.AllFit
            ? (row, columns, Bar)
            : (row, TrailingColumns.Fit(output.Width - ShortBar - 1, s_least, widths), ShortBar);
    }

    /// <summary>PowerShell keeps colours if standard output goes into a file or another program: a bar there is plain.</summary>
    private static bool IsColoured(PSHost? host)
    {
        object? style = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?.GetProperty("Instance")?.GetValue(null);
        return style?.GetType().GetProperty("OutputRendering")?.GetValue(style)?.ToString() switch
        {
            "Ansi" => true,
            "PlainText" => false,
            _ => host?.UI is { SupportsVirtualTerminal: true } && !Console.IsOutputRedirected,
        };
    }
}
