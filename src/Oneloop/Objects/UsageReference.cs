using System.Globalization;

namespace Oneloop;

/// <summary>Names usage that was to be recorded, without the key. The TargetObject of every error about it.</summary>
public sealed class UsageReference
{
    internal UsageReference(string keyMask, decimal? usage, string? usageName)
    {
        KeyMask = keyMask;
        Usage = usage;
        UsageName = usageName;
    }

    /// <summary>Asterisks and, of a long key, its last four characters. Never null.</summary>
    public string KeyMask { get; }

    /// <summary>Credits, a whole number of 0 or more, as they were given. Null: none were.</summary>
    public decimal? Usage { get; }

    /// <summary>The name to record the usage under. Null: none.</summary>
    public string? UsageName { get; }

    /// <summary>All of it, safe to display in one line.</summary>
    public override string ToString()
    {
        string usage = Usage is { } credits ? string.Create(CultureInfo.InvariantCulture, $"{credits} credits") : "usage";
        return $"{usage}{(UsageName is null ? string.Empty : $" of '{DisplayText.Of(UsageName)}'")} with the key {KeyMask}";
    }
}
