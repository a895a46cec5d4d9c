using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Oneloop.Formatting;

/// <summary>
/// The output that the current table is for. PowerShell does not pass its width to the code that makes the cells. If a table is too
/// wide, PowerShell shortens the last column that fits in part, and a number in it loses digits.
/// </summary>
/// <param name="Width">The characters of a line.</param>
/// <param name="Grouping">The Format-Table with -GroupBy, which replaces the grouping of the view; null if there is none.</param>
internal readonly record struct TableOutput(int Width, PSCmdlet? Grouping)
{
    // As in PowerShell: for a host that does not know its width, and for a process without a console.
    private const int HostFallback = 80;
    private const int ConsoleFallback = 120;

    // A grid scrolls.
    private const int Unlimited = 10_000;

    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// Finds the output of the running pipelines: Out-String or Out-File, as wide as -Width or the console, or the host. A table that is
    /// formatted now and written later, by another pipeline, gets the width of the host.
    /// </summary>
    /// <param name="host">The host of the session; null if it is not known.</param>
    public static TableOutput Current(PSHost? host)
    {
        PSCmdlet? grouping = null;
        foreach (PSCmdlet command in RunningCommands())
        {
            Dictionary<string, object> parameters = command.MyInvocation.BoundParameters;
            switch (command.GetType().Name)
            {
                case "FormatTableCommand" when parameters.ContainsKey("GroupBy"):
                    grouping ??= command;
                    break;
                case "OutStringCommand" or "OutFileCommand":
                    bool isGiven = parameters.TryGetValue("Width", out object? width) && width is int and < int.MaxValue;
                    return new TableOutput(isGiven ? (int)width! : OfConsole(), grouping);
                case "OutHostCommand" or "OutDefaultCommand":
                    return new TableOutput(OfHost(host), grouping);
                case "OutGridViewCommand":
                    return new TableOutput(Unlimited, grouping);
            }
        }

        return new TableOutput(OfHost(host), grouping);
    }

    private static int OfHost(PSHost? host)
    {
        int width;
        try
        {
            width = host?.UI?.RawUI?.BufferSize.Width ?? HostFallback;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A host need not implement this, and may throw what it likes.
            width = HostFallback;
        }

        // PowerShell leaves the last column free.
        return width - 1;
    }

    private static int OfConsole()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : ConsoleFallback;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return ConsoleFallback;
        }
    }

    /// <summary>
    /// Lists the cmdlets of the pipelines that run in this runspace, the innermost pipeline first: the first one that writes tables
    /// writes this one. PowerShell has no public API for it. If a later version renames these members, the list is empty, and the
    /// width of the host applies.
    /// </summary>
    private static IEnumerable<PSCmdlet> RunningCommands()
    {
        object? pipeline = typeof(Runspace).GetMethod("GetCurrentlyRunningPipeline", Members)?.Invoke(Runspace.DefaultRunspace, null);
        foreach (object processor in Read(Read(pipeline, "Stopper"), "_stack") as IEnumerable ?? Array.Empty<object>())
        {
            foreach (object command in Read(processor, "Commands") as IEnumerable ?? Array.Empty<object>())
            {
                if (Read(command, "Command") is PSCmdlet cmdlet)
                {
                    yield return cmdlet;
                }
            }
        }
    }

    private static object? Read(object? source, string name)
    {
        for (Type? type = source?.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(name, Members | BindingFlags.DeclaredOnly) is { } property)
            {
                return property.GetValue(source);
            }

            if (type.GetField(name, Members | BindingFlags.DeclaredOnly) is { } field)
            {
                return field.GetValue(source);
            }
        }

        return null;
    }
}
