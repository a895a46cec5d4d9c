namespace Oneloop.Exports;

/// <summary>What a file has before the first billing that a writer adds.</summary>
internal enum WriterStart
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>The beginning of the format, such as the header of a CSV file, and no billing that a separator has to follow.</summary>
    Begun,

    /// <summary>A billing that a separator has to follow.</summary>
    Continued,
}
