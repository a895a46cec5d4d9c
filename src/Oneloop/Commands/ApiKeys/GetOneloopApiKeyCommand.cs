using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.ApiKeys;
using Oneloop.Completion;

namespace Oneloop.Commands;

/// <summary>Gets API keys: those of a workspace, or those that are named, in the order in which they are named.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopApiKey", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(ApiKey))]
public sealed class GetOneloopApiKeyCommand : OneloopBulkCmdlet
{
    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidatePathId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The ids of the API keys. All keys of the workspace unless given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("api_key_id")]
    [ArgumentCompleter(typeof(ApiKeyIdCompleter))]
    [ValidatePathId]
    public string[] ApiKeyId { get; set; } = [];

    /// <summary>Lists the deleted keys, too. A key that is named is written in any case.</summary>
    [Parameter]
    public SwitchParameter IncludeDeleted { get; set; }

    private protected override string Activity => "Getting API keys";

    private protected override long? ArgumentCount => MyInvocation.ExpectingInput ? null : Math.Max(1, ApiKeyId.Length);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string workspaceId = InWorkspace(WorkspaceId);
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(ApiKeyId)))
        {
            Submit(new ListApiKeysRequest(workspaceId));
        }

        foreach (string apiKeyId in ApiKeyId)
        {
            Submit(new GetApiKeyRequest(workspaceId, apiKeyId));
        }
    }

    private protected override object Target(OneloopRequest request) => request is GetApiKeyRequest get
        ? new ApiKeyReference(get.WorkspaceId, get.ApiKeyId)
        : new WorkspaceReference(((ListApiKeysRequest)request).WorkspaceId);

    private protected override void WriteResult(OneloopRequest request)
    {
        if (request is GetApiKeyRequest get)
        {
            Write(get.WorkspaceId, get.Result!);
            return;
        }

        var list = (ListApiKeysRequest)request;
        foreach (Client.ApiKeys.ApiKey key in list.Result!)
        {
            if (IncludeDeleted || !key.Deleted)
            {
                Write(list.WorkspaceId, key);
            }
        }
    }

    private void Write(string workspaceId, Client.ApiKeys.ApiKey key)
    {
        ApiKey written = new(workspaceId, key);
        ActiveConnection.Remember(written);
        WriteObject(written);
    }
}
