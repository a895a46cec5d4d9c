using System.Globalization;
using System.Numerics;

namespace Oneloop.StandIn.Data;

/// <summary>Amounts as the API writes them: strings of 1 to 28 digits.</summary>
internal static class Credits
{
    private static readonly BigInteger s_limit = BigInteger.Pow(10, 28);

    /// <summary>The amount that a string of digits, which met the contract, stands for.</summary>
    public static BigInteger Parse(string digits) => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The sum. Throws an <see cref="OverflowException"/> if it has more digits than the contract allows.</summary>
    public static string Add(string digits, BigInteger more)
    {
        BigInteger sum = Parse(digits) + more;
        return sum < s_limit
            ? sum.ToString(CultureInfo.InvariantCulture)
            : throw new OverflowException("The credits would have more than 28 digits");
    }
}
