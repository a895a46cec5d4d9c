using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>
/// The cells of the table view <c>Credits</c>, which is the default one. Oneloop.Types.ps1xml makes hidden properties of them:
/// properties can be read in the ConstrainedLanguage mode too, where a script block of a view may call no method.
/// </summary>
public static class CreditsView
{
    // The headers of the ids have these widths, and PowerShell makes no column narrower than its header.
    private const int LeastWorkspace = 11;
    private const int LeastMeter = 15;

    // Enough for ids such as ws_northwind and customer_1005----embeddings. Space beyond that is split evenly: either may be a UUID.
    private const int UsualWorkspace = 12;
    private const int UsualMeter = 27;

    // By the number of columns of numbers shown. One more column is not worth ids too short to tell customers apart.
    private static readonly int[] s_least = [27, 27, 30, 30, 30];

    /// <summary>The cell of the column WorkspaceId: the id, cut off with an ellipsis if there is no room for it.</summary>
    /// <param name="billing">A billing, or the copy of one.</param>
    public static string WorkspaceId(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns) = Lay(billing);
        int width = WorkspaceWidth(columns.Rest);
        return columns.Before(CellText.Id(row.WorkspaceId, width), width);
    }

    /// <summary>The cell of the column ExternalMeterId: the id, cut off with an ellipsis if there is no room for it.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string ExternalMeterId(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns) = Lay(billing);
        int width = columns.Rest - 1 - WorkspaceWidth(columns.Rest);
        return columns.Before(CellText.Id(row.ExternalMeterId, width), width);
    }

    /// <summary>The cell of the column Used%: with one decimal, cut off and not rounded. Blank if the total is 0.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string UsedPercent(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns) = Lay(billing);
        return columns.Number(0, CellText.Percent(row.UsedCredits, row.TotalCredits));
    }

    /// <summary>The cell of the column Used.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string UsedCredits(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns) = Lay(billing);
        return columns.Number(1, CellText.Number(row.UsedCredits));
    }

    /// <summary>The cell of the column Total.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string TotalCredits(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns) = Lay(billing);
        return columns.Number(2, CellText.Number(row.TotalCredits));
    }

    /// <summary>The cell of the column Remaining.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string RemainingCredits(PSObject billing)
    {
        (BillingRow row, TrailingColumns columns) = Lay(billing);
        return columns.Number(3, CellText.Number(row.RemainingCredits));
    }

    /// <summary>
    /// The value that both views group by: it changes with the widths of the columns of numbers, so wider columns begin a new table.
    /// </summary>
    /// <inheritdoc cref="WorkspaceId"/>
    /// <returns><see cref="System.Management.Automation.Internal.AutomationNull.Value"/> for the usual widths, text for others.</returns>
    public static object NumberWidth(PSObject billing) => BillingRow.Of(billing).Widths.Key;

    private static (BillingRow Row, TrailingColumns Columns) Lay(PSObject billing)
    {
        var row = BillingRow.Of(billing);
        TableOutput output = RunspaceViews.Output();
        NumberWidths widths = row.WidthsIn(output);
        int credits = widths.Credits;
        return (row, TrailingColumns.Fit(output.Width, s_least, widths.Percent, credits, credits, credits));
    }

    private static int WorkspaceWidth(int ids)
    {
        int beyond = ids - 1 - UsualWorkspace - UsualMeter;
        return beyond >= 0
            ? UsualWorkspace + beyond / 2
            : Math.Clamp(
                (ids - 1) * UsualWorkspace / (UsualWorkspace + UsualMeter),
                LeastWorkspace,
                Math.Max(LeastWorkspace, ids - 1 - LeastMeter));
    }
}
