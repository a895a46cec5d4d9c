using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Oneloop.StandIn.Data;

/// <summary>Makes ids, which are the same in every run, and secrets, which never are.</summary>
internal sealed class IdSource
{
    private int _made;

    /// <summary>The next id, such as ak_000000000001.</summary>
    public string Next(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{++_made:x12}");

    /// <summary>A new key or link token.</summary>
    public static string NewSecret(string? prefix)
    {
        string random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        return string.IsNullOrEmpty(prefix) ? random : $"{prefix}_{random}";
    }

    /// <summary>What a secret is kept as: it cannot be had back.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
