namespace Oneloop;

/// <summary>Where a connection's token came from.</summary>
public enum TokenSource
{
    /// <summary>The parameter -Token of Connect-Oneloop.</summary>
    Parameter,

    /// <summary>The environment variable ONELOOP_KEY.</summary>
    Environment,
}
