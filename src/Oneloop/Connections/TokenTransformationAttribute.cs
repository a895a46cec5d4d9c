using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;

namespace Oneloop.Connections;

/// <summary>
/// Takes a token as SecureString, string or PSCredential (its password), whatever a vault hands out, and keeps it as SecureString,
/// so that no bound parameter shows it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TokenTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        SecureString token = Secure(inputData) ?? throw new ArgumentTransformationMetadataException(Unwrapped(inputData) switch
        {
            null => "The token is null: what should have supplied it gave nothing.",
            IDictionary => "A token is a SecureString, a string or a PSCredential. A connection of Azure Automation goes to -AutomationConnection.",
            object other => $"A token is a SecureString, a string or a PSCredential, not a {other.GetType().FullName}.",
        });
        return token.Length > 0 ? token : throw new ArgumentTransformationMetadataException("The token is empty.");
    }

    /// <summary>A token as SecureString, empty where it is; null where this is nothing that holds one.</summary>
    internal static SecureString? Secure(object? token) => Unwrapped(token) switch
    {
        SecureString secure => secure,
        PSCredential credential => credential.Password,
        string text => new NetworkCredential(string.Empty, text).SecurePassword,
        _ => null,
    };

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
