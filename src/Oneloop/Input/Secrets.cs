using System.Management.Automation;
using System.Net;
using System.Security;
using Oneloop.Client;
using Oneloop.Errors;

namespace Oneloop.Input;

/// <summary>Customers' keys and link tokens on their way in and out.</summary>
internal static class Secrets
{
    private const int ShownCharacters = 4;

    /// <summary>Of a shorter secret nothing is shown: four characters would be too much of it.</summary>
    private const int ShortestShown = 20;

    /// <summary>A secret as the API takes it.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;

    /// <summary>A secret as the API takes it, which from now on no error shows of the command line.</summary>
    /// <param name="secret">Null: the pipeline is to bring it.</param>
    /// <param name="invocation">The cmdlet's invocation.</param>
    public static string Hide(SecureString? secret, InvocationInfo invocation)
    {
        string text = secret is null ? string.Empty : Reveal(secret);
        if (text.Length > 0)
        {
            InvocationMask.Apply(invocation, new TokenRedactor(text));
        }

        return text;
    }

    /// <summary>A secret as cmdlets write it.</summary>
    /// <param name="secret">What came from the API.</param>
    /// <param name="asPlainText">Whether the user asked for a string.</param>
    public static object Wrap(string secret, bool asPlainText)
    {
        if (asPlainText)
        {
            return secret;
        }

        SecureString wrapped = new NetworkCredential(string.Empty, secret).SecurePassword;
        wrapped.MakeReadOnly();
        return wrapped;
    }

    /// <summary>What may be shown of a secret.</summary>
    public static string Mask(string secret) => secret.Length < ShortestShown ? "****" : $"****{secret[^ShownCharacters..]}";
}
