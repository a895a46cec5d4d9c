using System.Management.Automation;
using System.Security;
using Oneloop.Client;
using Oneloop.Client.Usage;
using Oneloop.Errors;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Records usage with customers' API keys: of one, or of each that the pipeline has, one after the other.</summary>
[Cmdlet(VerbsCommon.Add, "OneloopUsage", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(void))]
public sealed class AddOneloopUsageCommand : OneloopChangeCmdlet
{
    private UsageReference? _target;

    /// <summary>The customer's API key: a SecureString, a string, or a PSCredential with it as password.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The customer's key itself, which is kept as SecureString.")]
    [SecretInput("API key")]
    public SecureString Key { get; set; } = null!;

    /// <summary>Credits used: a whole number, 0 or more, at most 28 digits. The API decides unless given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [CreditsInput(IsBesideSecret = true)]
    public decimal? Usage { get; set; }

    /// <summary>The name to record the usage under. None unless given.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [Alias("usage_name")]
    [ValidateText]
    public string? UsageName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string key = Secrets.Hide(Key, MyInvocation);
        string? name = Given(UsageName);
        bool isReadable = Usage != CreditsInputAttribute.Unreadable;
        _target = new UsageReference(Secrets.Mask(key), isReadable ? Usage : null, name);
        if (!isReadable)
        {
            WriteError(OneloopErrors.InvalidInput(
                new InputProblem($"No {_target} was recorded: it is not a whole number of 0 to {CreditsText.Most}.", "Give it in digits alone."), _target));
            return;
        }

        Change(new RecordUsageRequest(key) { Usage = Usage, UsageName = name }, "Record usage");
    }

    private protected override void HideSecrets() => Secrets.Hide(Key, MyInvocation);

    private protected override object Target(OneloopRequest request) => _target!;

    private protected override string UnknownAdvice(OneloopRequest request) =>
        "Check with Get-OneloopUsage and the billing id of the key whether the usage was recorded, before you repeat the command.";

    private protected override void WriteResult(OneloopRequest request)
    {
        // The API returns nothing that says anything.
    }
}
