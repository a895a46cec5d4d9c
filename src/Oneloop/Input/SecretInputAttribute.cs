using System.Management.Automation;
using System.Security;
using Oneloop.Connections;

namespace Oneloop.Input;

/// <summary>Takes a secret as SecureString, string or PSCredential (its password), and keeps it as SecureString, so that no bound parameter shows it.</summary>
/// <param name="noun">What it is, such as <c>API key</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretInputAttribute(string noun) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        SecureString? secret = TokenTransformationAttribute.Secure(inputData);
        string text = secret is null ? string.Empty : Secrets.Reveal(secret);
        // A dot segment cannot stand in a path, nor half a surrogate pair in any text: they are no secrets of anybody.
        if (!string.IsNullOrWhiteSpace(text) && text is not ("." or "..") && !CustomerId.HasLoneSurrogate(text))
        {
            return secret!;
        }

        string message = secret is null ? $"The {noun} is not a SecureString, a string or a PSCredential." : $"The {noun} is blank, dots alone, or no text.";
        // The cast is what the binder takes as a reason to look at the input's properties.
        throw new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
    }
}
