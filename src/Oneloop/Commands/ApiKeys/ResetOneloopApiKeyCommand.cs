using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.ApiKeys;
using Oneloop.Completion;
using Oneloop.Errors;

namespace Oneloop.Commands;

/// <summary>Rotates API keys: each gets a new key itself, which comes this once, in place of the one before.</summary>
[Cmdlet(VerbsCommon.Reset, "OneloopApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(ApiKeyWithSecret))]
public sealed class ResetOneloopApiKeyCommand : OneloopChangeCmdlet
{
    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidatePathId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The id of the API key.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The id of the API key, such as ak_1001.")]
    [Alias("api_key_id")]
    [ArgumentCompleter(typeof(ApiKeyIdCompleter))]
    [ValidatePathId]
    public string ApiKeyId { get; set; } = string.Empty;

    /// <summary>Writes the key as a string, and not as SecureString.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Change(new RotateApiKeyRequest(InWorkspace(WorkspaceId), ApiKeyId), "Rotate API key");

    private protected override object Target(OneloopRequest request)
    {
        var rotate = (RotateApiKeyRequest)request;
        return new ApiKeyReference(rotate.WorkspaceId, rotate.ApiKeyId);
    }

    private protected override string UnknownAdvice(OneloopRequest request)
    {
        var rotate = (RotateApiKeyRequest)request;
        string command = $"Get-OneloopApiKey {CommandText.Quote(rotate.WorkspaceId)} {CommandText.Quote(rotate.ApiKeyId)} | Select-Object MaskedKey, UpdatedAt";
        return $"If it was rotated, only another Reset-OneloopApiKey gives a key that you know. {CheckWith(command)}";
    }

    private protected override void WriteResult(OneloopRequest request)
    {
        var rotate = (RotateApiKeyRequest)request;
        ApiKeyWithSecret rotated = new(rotate.WorkspaceId, rotate.Result!, AsPlainText);
        ActiveConnection.Remember(rotated);
        WriteObject(rotated);
    }
}
