namespace Oneloop.Exports;

/// <summary>Where the data of a report come from.</summary>
/// <param name="BaseUri">The API's address. Null: this runspace has no connection.</param>
/// <param name="MadeAt">When the report was made.</param>
/// <param name="Version">The module's version.</param>
internal sealed record ReportSource(Uri? BaseUri, DateTimeOffset MadeAt, string Version);
