using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace Oneloop.Input;

/// <summary>
/// Reads numbers of credits as users and files write them. PowerShell's own conversion rounds 2.5 to 2, makes 0 of an empty text, and
/// reads a comma as a group separator in every culture.
/// </summary>
internal static class CreditsText
{
    /// <summary>The largest number of credits: 28 digits, as the API has it.</summary>
    public const decimal Most = 9_999_999_999_999_999_999_999_999_999m;

    /// <summary>Doubles up to this one, 2^53 - 1, are exact.</summary>
    private const double ExactInDouble = 9_007_199_254_740_991;

    /// <summary>Reads a number of credits.</summary>
    /// <param name="value">A number, or a text of digits alone.</param>
    /// <param name="credits">A whole number of 0 to <see cref="Most"/>.</param>
    /// <returns>False if it is something else.</returns>
    public static bool TryRead(object? value, out decimal credits) =>
        TryReadPlain(value is PSObject wrapped ? wrapped.BaseObject : value, out credits);

    /// <summary>Reads a number of credits that PowerShell has not wrapped, without PowerShell.</summary>
    /// <param name="plain">A number, or a text of digits alone.</param>
    /// <param name="credits">A whole number of 0 to <see cref="Most"/>.</param>
    /// <returns>False if it is something else.</returns>
    public static bool TryReadPlain(object? plain, out decimal credits)
    {
        credits = 0;
        decimal? read = plain switch
        {
            decimal number => number,
            string text => OfText(text.Trim()),
            double number => Math.Abs(number) <= ExactInDouble ? (decimal)number : null,
            float number => Math.Abs(number) <= ExactInDouble ? (decimal)(double)number : null,
            BigInteger number => number >= 0 && number <= (BigInteger)Most ? (decimal)number : null,
            Enum or null => null,
            _ when Type.GetTypeCode(plain.GetType()) is >= TypeCode.SByte and <= TypeCode.UInt64 => Convert.ToDecimal(plain, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (read is not { } found || found is < 0 or > Most || decimal.Truncate(found) != found)
        {
            return false;
        }

        credits = decimal.Truncate(found);
        return true;
    }

    private static decimal? OfText(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) && text.TrimStart('0') is { Length: <= 28 } digits
            ? decimal.Parse($"0{digits}", NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
