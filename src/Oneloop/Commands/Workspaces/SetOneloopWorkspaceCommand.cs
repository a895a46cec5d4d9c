using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Workspaces;
using Oneloop.Completion;
using Oneloop.Errors;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>
/// Changes the defaults for new API keys of workspaces. The API takes all four at once: what is not given is read first, and sent as it is.
/// </summary>
[Cmdlet(VerbsCommon.Set, "OneloopWorkspace", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(Workspace))]
public sealed class SetOneloopWorkspaceCommand : OneloopChangeCmdlet
{
    private static readonly string[] s_settings =
        [nameof(DefaultKeyPrefix), nameof(DefaultAllowedIPs), nameof(DefaultRateLimitPerSecond), nameof(DefaultExpiration)];

    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidatePathId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>What new keys begin with. Null or empty: no default.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ValidateText]
    public string? DefaultKeyPrefix { get; set; }

    /// <summary>The IP addresses that new keys may be used from. Null or empty: none are set.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ValidateText]
    public string[]? DefaultAllowedIPs { get; set; }

    /// <summary>Requests a second that new keys may make, 1 or more. Null: no default.</summary>
    [Parameter]
    [AllowNull]
    [CreditsInput(Minimum = 1, Maximum = long.MaxValue)]
    public long? DefaultRateLimitPerSecond { get; set; }

    /// <summary>When new keys expire, 1 or more: a number whose unit the API does not document. Null: no default.</summary>
    [Parameter]
    [AllowNull]
    [CreditsInput(Minimum = 1, Maximum = long.MaxValue)]
    public long? DefaultExpiration { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        GetWorkspaceRequest read = new(InWorkspace(WorkspaceId));
        if (!ShouldProcess($"{Target(read)}", "Change workspace"))
        {
            return;
        }

        // One at a time: when Submit returns, the request has completed, and its error is written.
        bool needsOthers = !Array.TrueForAll(s_settings, IsGiven);
        if (needsOthers)
        {
            Submit(read);
        }

        if (!needsOthers || read.Result is not null)
        {
            Submit(new UpdateWorkspaceRequest(read.WorkspaceId)
            {
                DefaultKeyPrefix = IsGiven(nameof(DefaultKeyPrefix)) ? OrNull(DefaultKeyPrefix) : read.Result!.DefaultKeyPrefix,
                DefaultAllowedIPs = IsGiven(nameof(DefaultAllowedIPs)) ? DefaultAllowedIPs ?? [] : read.Result!.DefaultAllowedIPs,
                DefaultRateLimitPerSecond = IsGiven(nameof(DefaultRateLimitPerSecond))
                    ? DefaultRateLimitPerSecond
                    : read.Result!.DefaultRateLimitPerSecond,
                DefaultExpiration = IsGiven(nameof(DefaultExpiration)) ? DefaultExpiration : read.Result!.DefaultExpiration,
            });
        }
    }

    private protected override void Begin()
    {
        if (!Array.Exists(s_settings, IsGiven))
        {
            ThrowTerminatingError(OneloopErrors.MissingParameter(InputProblems.OfNoChange(
                "-DefaultKeyPrefix, -DefaultAllowedIPs, -DefaultRateLimitPerSecond and -DefaultExpiration")));
        }
    }

    private protected override object Target(OneloopRequest request) => new WorkspaceReference(IdOf(request));

    private protected override string UnknownAdvice(OneloopRequest request) => CheckWith($"Get-OneloopWorkspace {CommandText.Quote(IdOf(request))}");

    private protected override void WriteResult(OneloopRequest request)
    {
        if (request is UpdateWorkspaceRequest update)
        {
            ActiveConnection.RecentWorkspaces.Add(update.WorkspaceId);
            WriteObject(new Workspace(update.Result!));
        }
    }

    private static string IdOf(OneloopRequest request) =>
        request is GetWorkspaceRequest read ? read.WorkspaceId : ((UpdateWorkspaceRequest)request).WorkspaceId;

    // PowerShell makes an empty string of $null.
    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
