using System.Globalization;

namespace Oneloop.Client.Tests.Nginx;

/// <summary>What an nginx responded, from its access log.</summary>
/// <param name="Answered">The responses with 200.</param>
/// <param name="Refused">The responses with 429 or 503.</param>
/// <param name="Seconds">From the first response to the last.</param>
public sealed record NginxLog(int Answered, int Refused, double Seconds)
{
    /// <summary>The refused requests against those that were answered or refused, 0 to 1.</summary>
    public double RefusedShare => (double)Refused / Math.Max(1, Answered + Refused);

    /// <summary>The answered requests a second.</summary>
    public double PerSecond => Answered / Math.Max(0.001, Seconds);

    /// <summary>Reads an access log of lines with the time in seconds and the status.</summary>
    public static NginxLog Read(string path)
    {
        List<(double Time, string Status)> lines = [.. File.ReadLines(path)
            .Select(line => line.Split(' '))
            .Where(parts => parts.Length == 2)
            .Select(parts => (double.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]))];
        return new NginxLog(
            lines.Count(line => line.Status == "200"),
            lines.Count(line => line.Status is "429" or "503"),
            lines.Count == 0 ? 0 : lines.Max(line => line.Time) - lines.Min(line => line.Time));
    }
}
