namespace Oneloop.Tests;

/// <summary>Where this repository lies.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution, above the one this test was built into.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "Oneloop.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"There is no Oneloop.sln above {AppContext.BaseDirectory}.");
    }
}
