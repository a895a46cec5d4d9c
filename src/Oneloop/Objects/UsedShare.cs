using System.Globalization;
using System.Numerics;

namespace Oneloop;

/// <summary>The share of credits used.</summary>
internal static class UsedShare
{
    /// <summary>Below this, a share that differs from a threshold of up to three decimals differs from it as a double, too.</summary>
    private const decimal ExactInDouble = 10_000_000_000;

    private static readonly BigInteger s_scale = BigInteger.Pow(10, 20);

    /// <summary>
    /// <paramref name="used"/> as percent of <paramref name="total"/>, as a double that reaches a threshold such as 80 or 99.9 just
    /// where the exact share does. Null where <paramref name="total"/> is 0.
    /// </summary>
    public static double? Percent(decimal used, decimal total)
    {
        if (total == 0)
        {
            return null;
        }

        if (used < ExactInDouble && total < ExactInDouble)
        {
            return (double)(used * 100) / (double)total;
        }

        // 79.999999999999999999 is nearer to 80 than to any other double. It must not be 80: so the exact share, cut off after 20
        // decimals, is held against the short number that the double stands for, and the double below is taken where that is larger.
        BigInteger share = new BigInteger(used) * 100 * s_scale / new BigInteger(total);
        string digits = share.ToString(CultureInfo.InvariantCulture).PadLeft(21, '0');
        double percent = double.Parse($"{digits[..^20]}.{digits[^20..]}", CultureInfo.InvariantCulture);
        return decimal.TryParse(percent.ToString("G15", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal threshold)
            && (double)threshold == percent
            && share < new BigInteger(threshold) * s_scale + new BigInteger(threshold % 1 * (decimal)s_scale)
            ? Math.BitDecrement(percent)
            : percent;
    }
}
