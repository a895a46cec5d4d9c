namespace Oneloop.Runtime;

/// <summary>What became of taking an item out of the pump.</summary>
internal enum TakeResult
{
    /// <summary>There is none left.</summary>
    NoneLeft,

    /// <summary>The next item is taken.</summary>
    Taken,

    /// <summary>The next item is not completed yet: take again.</summary>
    TimedOut,
}
