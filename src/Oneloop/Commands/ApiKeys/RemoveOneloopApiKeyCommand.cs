using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.ApiKeys;
using Oneloop.Completion;
using Oneloop.Errors;

namespace Oneloop.Commands;

/// <summary>Deletes API keys. The API keeps them in its lists, as deleted.</summary>
[Cmdlet(VerbsCommon.Remove, "OneloopApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(ApiKey))]
public sealed class RemoveOneloopApiKeyCommand : OneloopChangeCmdlet
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

    /// <summary>Writes the deleted key. Nothing is written unless given.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Change(new DeleteApiKeyRequest(InWorkspace(WorkspaceId), ApiKeyId), "Remove API key");

    private protected override object Target(OneloopRequest request)
    {
        var delete = (DeleteApiKeyRequest)request;
        return new ApiKeyReference(delete.WorkspaceId, delete.ApiKeyId);
    }

    private protected override string UnknownAdvice(OneloopRequest request)
    {
        var delete = (DeleteApiKeyRequest)request;
        string command = $"Get-OneloopApiKey {CommandText.Quote(delete.WorkspaceId)} {CommandText.Quote(delete.ApiKeyId)} | Select-Object ApiKeyId, Deleted";
        return CheckWith(command);
    }

    private protected override void WriteResult(OneloopRequest request)
    {
        var delete = (DeleteApiKeyRequest)request;
        if (PassThru)
        {
            WriteObject(new ApiKey(delete.WorkspaceId, delete.Result!));
        }
    }
}
