using System.Management.Automation.Internal;
using System.Numerics;

namespace Oneloop.Formatting;

/// <summary>
/// How wide a table's columns of numbers are: wide enough for the largest numbers of one run, in three steps. PowerShell settles
/// the widths of a table with its first rows and cuts longer numbers off in later ones; with few steps, those that come later
/// rarely need more. Each step starts a new table. Numbers only ever add to it, on the pipeline thread.
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

    /// <summary>Takes over those of another run, without what is yet to come there.</summary>
    public NumberWidths(NumberWidths other) => (_creditsStep, _percentStep) = (other._creditsStep, other._percentStep);

    /// <summary>What tells apart tables of different widths; <see cref="AutomationNull.Value"/> for the narrowest, which is the usual one.</summary>
    /// <remarks>PowerShell starts a new table where this changes, and writes no heading above one that has no value.</remarks>
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

        // A quotient just below a limit may be rounded up to it: the step above is then as good.
        decimal share = total == 0 ? 0 : used / total;
        _percentStep = Math.Max(_percentStep, share < 10 ? 0 : share < 10_000_000 ? 1 : 2);
    }
}
