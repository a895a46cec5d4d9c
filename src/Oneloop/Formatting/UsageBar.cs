namespace Oneloop.Formatting;

/// <summary>Draws how much of its credits a customer has used: what the table view <c>Usage</c> shows.</summary>
public static class UsageBar
{
    private const char Used = '█';
    private const char Free = '░';

    /// <summary>Draws a bar.</summary>
    /// <param name="usedPercent">The share used, in percent, 0 or more; null where there are no credits to use.</param>
    /// <param name="width">The bar's width in characters, 1 or more.</param>
    /// <returns>
    /// The bar, without colours. It is full from 100 percent on only, and empty at 0 only, however narrow it is. Null gives an empty one.
    /// </returns>
    public static string Draw(double? usedPercent, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        int used = usedPercent switch
        {
            null or 0 => 0,
            >= 100 => width,
            { } percent => Math.Max(1, Math.Min((int)(percent * width / 100), width - 1)),
        };
        return new string(Used, used) + new string(Free, width - used);
    }
}
