using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.ApiKeys;
using Oneloop.Completion;
using Oneloop.Errors;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Changes the name, the scopes or the state of API keys. What is not given stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "OneloopApiKey", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(ApiKey))]
public sealed class SetOneloopApiKeyCommand : OneloopChangeCmdlet
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

    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateName]
    public string? Name { get; set; }

    /// <summary>Whether the key can be used.</summary>
    [Parameter]
    public bool Enabled { get; set; }

    /// <summary>All that the key may do from now on: texts such as chat:cr, or objects.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ScopeInput]
    public ApiKeyScope[] Scope { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        EditApiKeyRequest request = new(InWorkspace(WorkspaceId), ApiKeyId)
        {
            Name = IsGiven(nameof(Name)) ? Name : null,
            Enabled = IsGiven(nameof(Enabled)) ? Enabled : null,
            Scopes = IsGiven(nameof(Scope)) ? Array.ConvertAll(Scope, static scope => scope.ToClient()) : null,
        };
        Change(request, "Change API key");
    }

    private protected override void Begin()
    {
        if (!IsGiven(nameof(Name)) && !IsGiven(nameof(Enabled)) && !IsGiven(nameof(Scope)))
        {
            ThrowTerminatingError(OneloopErrors.MissingParameter(InputProblems.OfNoChange("-Name, -Enabled and -Scope")));
        }
    }

    private protected override object Target(OneloopRequest request)
    {
        var edit = (EditApiKeyRequest)request;
        return new ApiKeyReference(edit.WorkspaceId, edit.ApiKeyId);
    }

    private protected override string UnknownAdvice(OneloopRequest request)
    {
        var edit = (EditApiKeyRequest)request;
        string command = $"Get-OneloopApiKey {CommandText.Quote(edit.WorkspaceId)} {CommandText.Quote(edit.ApiKeyId)}";
        return CheckWith(command);
    }

    private protected override void WriteResult(OneloopRequest request)
    {
        var edit = (EditApiKeyRequest)request;
        ApiKey changed = new(edit.WorkspaceId, edit.Result!);
        ActiveConnection.Remember(changed);
        WriteObject(changed);
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
