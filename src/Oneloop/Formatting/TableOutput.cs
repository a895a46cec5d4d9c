using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Oneloop.Formatting;

/// <summary>
/// Where the table goes that PowerShell is making: how wide it may be, and what it is grouped by. PowerShell tells neither to the code
/// that makes the cells. Where a table is too wide, it shortens the last column that fits in part: a number there loses digits.
/// </summary>
/// <param name="Width">The characters of a line.</param>
/// <param name="Grouping">The Format-Table that was told what to group by, instead of what the view groups by; else null.</param>
internal readonly record struct TableOutput(int Width, PSCmdlet? Grouping)
{
    // Both are PowerShell's own: for a host that does not know its width, and for a process without a console.
    private const int HostFallback = 80;
    private const int ConsoleFallback = 120;

    // A grid has columns of any width, and scrolls.
    private const int Unlimited = 10_000;

    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// What the running pipelines lead to: Out-String or Out-File, with -Width or as wide as the console, or the host. A table that is
    /// formatted now and written later, by another pipeline, is as wide as the host.
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
    /// The cmdlets of the pipelines that run in this runspace, the innermost pipeline first: the first of them that writes tables has
    /// to write this one. PowerShell has no public way to them. If it renames what is read here, none is found, and the host's width
    /// serves for all.
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
