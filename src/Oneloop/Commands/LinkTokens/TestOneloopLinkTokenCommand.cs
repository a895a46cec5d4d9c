using System.Management.Automation;
using System.Security;
using Oneloop.Client;
using Oneloop.Client.LinkTokens;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Asks the API whether a link token is valid.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OneloopLinkToken", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(LinkTokenTest), typeof(bool))]
public sealed class TestOneloopLinkTokenCommand : OneloopCmdlet
{
    /// <summary>The token itself: a SecureString, a string, or a PSCredential with it as password.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The link token itself, which is kept as SecureString.")]
    [SecretInput("link token")]
    public SecureString Token { get; set; } = null!;

    /// <summary>Writes only whether the token is valid.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string token = Secrets.Hide(Token, MyInvocation);
        Submit(new ValidateLinkTokenRequest(token));
    }

    private protected override void HideSecrets() => Secrets.Hide(Token, MyInvocation);

    private protected override object? Target(OneloopRequest request) => null;

    private protected override void WriteResult(OneloopRequest request)
    {
        LinkTokenTest test = new(((ValidateLinkTokenRequest)request).Result!);
        WriteObject(Quiet ? test.IsValid : test);
    }
}
