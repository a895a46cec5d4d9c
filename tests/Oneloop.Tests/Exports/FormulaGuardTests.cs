using Oneloop.Exports;

namespace Oneloop.Tests.Exports;

/// <summary>The guard against ids that a spreadsheet would run.</summary>
public sealed class FormulaGuardTests
{
    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("+1", true)]
    [InlineData("-1", true)]
    [InlineData("@SUM(A1)", true)]
    [InlineData("\t=1", true)]
    [InlineData("\r=1", true)]
    [InlineData("\n=1", true)]
    [InlineData("\uFF1D1", true)]
    [InlineData("'=1", true)]
    [InlineData("'''-1", true)]
    [InlineData("", false)]
    [InlineData("'", false)]
    [InlineData("''", false)]
    [InlineData("'a", false)]
    [InlineData("a=1", false)]
    [InlineData("customer_1001----chat", false)]
    [InlineData("1-1", false)]
    public void Is_put_before_what_begins_as_a_formula_after_apostrophes_or_none(string id, bool isNeeded)
    {
        Assert.Equal(isNeeded, FormulaGuard.IsNeeded(id));
        // What is taken away again is what was put there, and nothing else.
        Assert.Equal(id, FormulaGuard.Remove(isNeeded ? $"'{id}" : id));
    }
}
