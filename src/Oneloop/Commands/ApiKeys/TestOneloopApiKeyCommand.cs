using System.Management.Automation;
using System.Security;
using Oneloop.Client;
using Oneloop.Client.ApiKeys;
using Oneloop.Completion;
using Oneloop.Errors;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>
/// Asks the API whether a customer's key is valid. It is a change, since it can record usage and count towards a rate limit.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "OneloopApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(ApiKeyVerification), typeof(bool))]
public sealed class TestOneloopApiKeyCommand : OneloopChangeCmdlet
{
    private UsageReference? _target;

    /// <summary>The key itself: a SecureString, a string, or a PSCredential with it as password.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The customer's key itself, which is kept as SecureString.")]
    [SecretInput("API key")]
    public SecureString Key { get; set; } = null!;

    /// <summary>What the key is to be valid for: texts such as chat:r, or objects. Nothing in particular unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ScopeInput]
    public ApiKeyScope[] Scope { get; set; } = [];

    /// <summary>The route that the key is used for.</summary>
    [Parameter]
    [ValidateText]
    public string? Route { get; set; }

    /// <summary>Credits to record as used if the key is valid: a whole number, 0 or more, at most 28 digits. None unless given.</summary>
    [Parameter]
    [CreditsInput]
    public decimal? Usage { get; set; }

    /// <summary>A label of the usage.</summary>
    [Parameter]
    [ValidateText]
    public string? UsageName { get; set; }

    /// <summary>The id of a rate limit to count towards.</summary>
    [Parameter]
    [ValidateText]
    public string? RateLimitId { get; set; }

    /// <summary>Requests that the rate limit allows, 1 or more.</summary>
    [Parameter]
    [CreditsInput(Minimum = 1, Maximum = long.MaxValue)]
    public long? RateLimit { get; set; }

    /// <summary>Writes only whether the key is valid.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string key = Secrets.Hide(Key, MyInvocation);
        _target = new UsageReference(Secrets.Mask(key), Usage, UsageName);
        VerifyApiKeyRequest request = new(key)
        {
            RequestedScopes = Array.ConvertAll(Scope, static scope => scope.ToClient()),
            Route = Route,
            Usage = Usage,
            UsageName = UsageName,
            RateLimitId = RateLimitId,
            RateLimit = RateLimit ?? 0,
        };
        Change(request, "Verify API key");
    }

    private protected override void HideSecrets() => Secrets.Hide(Key, MyInvocation);

    private protected override void Begin()
    {
        if ((RateLimitId is null) != (RateLimit is null))
        {
            ThrowTerminatingError(OneloopErrors.MissingParameter(
                new InputProblem("-RateLimitId and -RateLimit belong together, and one of them is missing.", "Give both, or neither.")));
        }
    }

    private protected override object Target(OneloopRequest request) => _target!;

    private protected override string UnknownAdvice(OneloopRequest request) =>
        Usage is null && RateLimitId is null
            ? "The verification may have been counted: run the command again if that does no harm."
            : "The usage may have been recorded: check the customer's credits before you repeat the command.";

    private protected override void WriteResult(OneloopRequest request)
    {
        ApiKeyVerification verification = new(((VerifyApiKeyRequest)request).Result!);
        if (verification.BillingId is { } billingId)
        {
            ActiveConnection.RecentBillings.Add(billingId);
        }

        WriteObject(Quiet ? verification.IsValid : verification);
    }
}
