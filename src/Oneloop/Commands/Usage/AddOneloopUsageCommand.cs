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
    [CreditsInput]
    public decimal? Usage { get; set; }

    /// <summary>The name to record the usage under. None unless given.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [Alias("usage_name")]
    public string? UsageName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string key = Secrets.Reveal(Key);
        InvocationMask.Apply(MyInvocation, new TokenRedactor(key));
        // In a file, no name and an empty one are the same.
        string? name = string.IsNullOrEmpty(UsageName) ? null : UsageName;
        _target = new UsageReference(Secrets.Mask(key), Usage, name);
        Change(new RecordUsageRequest(key) { Usage = Usage, UsageName = name }, "Record usage");
    }

    private protected override object Target(OneloopRequest request) => _target!;

    private protected override string UnknownAdvice(OneloopRequest request) =>
        CheckWith("Get-OneloopUsage, with the BillingId of the key");

    private protected override void WriteResult(OneloopRequest request)
    {
        // The API returns nothing that says anything.
    }
}
