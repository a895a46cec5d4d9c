using System.Management.Automation.Internal;
using System.Numerics;

namespace Oneloop.Formatting;

/// <summary>
/// The widths of a table's columns of numbers: enough for the largest numbers of one run, in three steps. PowerShell fixes the
/// widths of a table after its first rows and cuts longer numbers in later rows, so each step begins a new table. With three
/// steps that is rare. Widths only grow, on the pipeline thread.
/// </summary>
internal sealed class NumberWidths
{
    private static readonly int[] s_creditsDigits = [8, 13, 28];
    private static readonly int[] s_percentDigits = [3, 9, 31];

    private int _creditsStep;
    private int _percentStep;

    public NumberWidths()
    {
    }

    /// <summary>Copies the widths that another run has at this moment.</summary>
    public NumberWidths(NumberWidths other) => (_creditsStep, _percentStep) = (other._creditsStep, other._percentStep);

    /// <summary>Identifies the widths; <see cref="AutomationNull.Value"/> for the narrowest, which are the usual ones.</summary>
    /// <remarks>PowerShell begins a new table when this changes, and writes no heading above one without a value.</remarks>
    public object Key => (_creditsStep, _percentStep) == (0, 0) ? AutomationNull.Value : $"{_creditsStep}/{_percentStep}";

    /// <summary>The width of a column of credits, in characters.</summary>
    public int Credits => CellText.Number(BigInteger.Pow(10, s_creditsDigits[_creditsStep]) - 1).Length;

    /// <summary>The width of a column of percents with one decimal, in characters.</summary>
    public int Percent => CellText.Tenths(BigInteger.Pow(10, s_percentDigits[_percentStep] + 1) - 1).Length;

    /// <summary>Makes room for the numbers of one customer.</summary>
    public void Include(decimal total, decimal used)
    {
        decimal largest = Math.Max(total, used);
        _creditsStep = Math.Max(_creditsStep, largest < 100_000_000m ? 0 : largest < 10_000_000_000_000m ? 1 : 2);

        // A quotient just below a limit may round up to it. The next step is wide enough as well.
        decimal share = total == 0 ? 0 : used / total;
        _percentStep = Math.Max(_percentStep, share < 10 ? 0 : share < 10_000_000 ? 1 : 2);
    }
}
