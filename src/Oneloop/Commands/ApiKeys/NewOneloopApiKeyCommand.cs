using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using Oneloop.Client;
using Oneloop.Client.ApiKeys;
using Oneloop.Completion;
using Oneloop.Errors;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Creates an API key for a customer. The key itself comes this once.</summary>
[Cmdlet(VerbsCommon.New, "OneloopApiKey", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(ApiKeyWithSecret))]
public sealed class NewOneloopApiKeyCommand : OneloopChangeCmdlet
{
    private JsonElement? _metadata;

    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidatePathId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The caller's own id of the customer.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "Your own id of the customer, such as customer_123.")]
    [Alias("customer_id")]
    [ValidateId]
    public string CustomerId { get; set; } = string.Empty;

    /// <summary>The name of the key.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the key, such as Chat production.")]
    [ValidateName]
    public string Name { get; set; } = string.Empty;

    /// <summary>What the key may do: texts such as chat:cr, or objects. Nothing unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ScopeInput]
    public ApiKeyScope[] Scope { get; set; } = [];

    /// <summary>Whether the key can be used. True unless given.</summary>
    [Parameter]
    public bool Enabled { get; set; } = true;

    /// <summary>What the key begins with. What the API chooses unless given.</summary>
    [Parameter]
    [ValidateText]
    public string? Prefix { get; set; }

    /// <summary>When the key expires, 1 or more: a number whose unit the API does not document.</summary>
    [Parameter]
    [CreditsInput(Minimum = 1, Maximum = long.MaxValue)]
    public long? ExpiresAt { get; set; }

    /// <summary>The id of the meter that the key's usage goes to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("external_meter_id")]
    [ArgumentCompleter(typeof(ExternalMeterIdCompleter))]
    [ValidateOptionalId]
    public string? ExternalMeterId { get; set; }

    /// <summary>What to keep with the key: a hashtable that is sent as a JSON object.</summary>
    [Parameter]
    public IDictionary? Metadata { get; set; }

    /// <summary>Writes the key as a string, and not as SecureString.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        CreateApiKeyRequest request = new(InWorkspace(WorkspaceId), CustomerId, Name)
        {
            Scopes = Array.ConvertAll(Scope, static scope => scope.ToClient()),
            Enabled = Enabled,
            Prefix = Prefix,
            ExpiresAt = ExpiresAt,
            ExternalMeterId = Given(ExternalMeterId),
            Metadata = _metadata,
        };
        Change(request, "Create API key");
    }

    private protected override void Begin()
    {
        try
        {
            _metadata = Metadata is null ? null : new JsonInput(takesSecrets: false).Object(Metadata);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(OneloopErrors.InvalidInput(
                new InputProblem($"-Metadata cannot be sent. {e.Message}", "Give texts, numbers, booleans, dates, arrays and hashtables of them."), Metadata));
        }
    }

    private protected override object Target(OneloopRequest request)
    {
        var create = (CreateApiKeyRequest)request;
        return new NewApiKeyReference(create.WorkspaceId, create.CustomerId, create.Name);
    }

    private protected override string UnknownAdvice(OneloopRequest request)
    {
        var create = (CreateApiKeyRequest)request;
        string command = $"Get-OneloopApiKey {CommandText.Quote(create.WorkspaceId)} | Where-Object Name -EQ {CommandText.Quote(create.Name)}";
        return $"A key that was created is not shown again: remove or rotate it. {CheckWith(command)}";
    }

    private protected override void WriteResult(OneloopRequest request)
    {
        var create = (CreateApiKeyRequest)request;
        ApiKeyWithSecret created = new(create.WorkspaceId, create.Result!, AsPlainText);
        ActiveConnection.Remember(created);
        WriteObject(created);
    }
}
