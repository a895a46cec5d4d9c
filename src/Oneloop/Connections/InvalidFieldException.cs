namespace Oneloop.Connections;

/// <summary>A field of an Azure Automation connection that cannot be used.</summary>
/// <param name="field">Its name.</param>
/// <param name="message">Why. It never quotes the value, which may be a token.</param>
internal sealed class InvalidFieldException(string field, string message) : Exception(message)
{
    /// <summary>The field's name.</summary>
    public string Field { get; } = field;
}
