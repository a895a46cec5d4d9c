namespace Oneloop;

/// <summary>Where a connection's token came from.</summary>
public enum TokenSource
{
    /// <summary>The parameter -Token of Connect-Oneloop.</summary>
    Parameter,

    /// <summary>The environment variable ONELOOP_KEY.</summary>
    Environment,

    /// <summary>The field Token of a connection of Azure Automation, given to -AutomationConnection of Connect-Oneloop.</summary>
    AutomationConnection,
}
