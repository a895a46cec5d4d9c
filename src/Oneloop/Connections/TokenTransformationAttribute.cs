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
        SecureString token = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            SecureString secure => secure,
            PSCredential credential => credential.Password,
            string text => new NetworkCredential(string.Empty, text).SecurePassword,
            null => throw new ArgumentTransformationMetadataException("The token is null: what should have supplied it gave nothing."),
            object other => throw new ArgumentTransformationMetadataException(
                $"A token is a SecureString, a string or a PSCredential, not a {other.GetType().FullName}."),
        };
        return token.Length > 0 ? token : throw new ArgumentTransformationMetadataException("The token is empty.");
    }
}
