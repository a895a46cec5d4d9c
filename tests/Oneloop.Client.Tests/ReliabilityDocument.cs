using System.Runtime.CompilerServices;

namespace Oneloop.Client.Tests;

/// <summary>docs/reliability.md, parts of which are what tests saw.</summary>
internal static class ReliabilityDocument
{
    /// <summary>Writes a part, and fails if it was another one before.</summary>
    /// <param name="part">Its name in the document.</param>
    /// <param name="text">What was seen.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task UpdateAsync(string part, string text, CancellationToken cancel)
    {
        string begin = $"<!-- {part}: written by the test run -->\n";
        string end = $"<!-- end of {part} -->\n";
        string path = Path.GetFullPath(Path.Join(Path.GetDirectoryName(ThisFile()), "../../docs/reliability.md"));
        string before = (await File.ReadAllTextAsync(path, cancel)).ReplaceLineEndings("\n");
        string updated = before[..(before.IndexOf(begin, StringComparison.Ordinal) + begin.Length)] + text + before[before.IndexOf(end, StringComparison.Ordinal)..];
        if (updated != before)
        {
            await File.WriteAllTextAsync(path, updated, cancel);
            Assert.Fail("docs/reliability.md did not show what happens. It has been rewritten: look at the change and commit it.");
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
