using System.ComponentModel;

namespace Oneloop.Tests;

/// <summary>A PowerShell that can run the suite: the pwsh on PATH or, without one that is new enough, the newest 7.6 as a .NET tool.</summary>
internal sealed class PowerShellHost
{
    private static readonly Version s_oldest = new(7, 4);
    private static readonly TimeSpan s_longestInstall = TimeSpan.FromMinutes(2);

    // A range: which patch version a registry serves changes.
    private static readonly string[] s_tool = ["tool", "exec", "-y", "powershell@7.6.*", "--"];

    private readonly string _program;
    private readonly string[] _arguments;

    private PowerShellHost(string program, params string[] arguments)
    {
        _program = program;
        _arguments = arguments;
    }

    /// <summary>Looks for one.</summary>
    /// <returns>The host, or why there is none.</returns>
    public static async Task<(PowerShellHost? Host, string? Missing)> FindAsync(CancellationToken cancellationToken)
    {
        PowerShellHost onPath = new("pwsh");
        string? fault = await onPath.TryAsync(cancellationToken);
        if (fault is null)
        {
            return (onPath, null);
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longestInstall);
        PowerShellHost tool = new("dotnet", s_tool);
        try
        {
            string? toolFault = await tool.TryAsync(limit.Token);
            return toolFault is null ? (tool, null) : (null, $"{fault}, and as a .NET tool {toolFault}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"{fault}, and as a .NET tool it did not start within {s_longestInstall.TotalSeconds} s.");
        }
    }

    /// <summary>Runs a script without a profile.</summary>
    public Task<ProcessResult> RunScriptAsync(string path, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ProcessResult.RunAsync(_program, [.. _arguments, "-NoProfile", "-NonInteractive", "-File", path, .. arguments], cancellationToken);

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing.";

    /// <summary>Null where it can run the suite; else why not.</summary>
    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            ProcessResult result = await ProcessResult.RunAsync(
                _program, [.. _arguments, "-NoProfile", "-NonInteractive", "-Command", "$PSVersionTable.PSVersion.ToString()"], cancellationToken);
            if (result.ExitCode != 0)
            {
                return $"pwsh does not start ({LastLine(result.Output).TrimEnd('.')})";
            }

            string version = result.Output.Trim();
            return Version.TryParse(version.Split('-')[0], out Version? found) && found >= s_oldest
                ? null
                : $"the pwsh found is not PowerShell {s_oldest} or later ({LastLine(version)})";
        }
        catch (Win32Exception)
        {
            return "there is no pwsh on PATH";
        }
    }
}
