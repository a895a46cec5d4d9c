using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Usage;
using Oneloop.Completion;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Gets what billings used, one row a day and name, in the order in which the billings are named.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopUsage", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(DailyUsage))]
public sealed class GetOneloopUsageCommand : OneloopBulkCmdlet
{
    private readonly UsageTable _table = new();
    private int _skipped;

    /// <summary>The ids of the billings: the property Id of a customer's billing, BillingId of an API key.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The billing's id: Id of what Get-OneloopCustomerBilling writes.")]
    [Alias("billing_id", "Id")]
    [ArgumentCompleter(typeof(BillingIdCompleter))]
    [AllowEmptyCollection]
    [BillingIdInput]
    [ValidatePathId]
    public string[] BillingId { get; set; } = [];

    private protected override string Activity => "Getting usage";

    private protected override long? ArgumentCount => MyInvocation.ExpectingInput ? null : BillingId.Length;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (BillingId.Length == 0)
        {
            _skipped++;
        }

        foreach (string billingId in BillingId)
        {
            Submit(new GetUsageRequest(billingId));
        }
    }

    private protected override void Begin()
    {
        if (BillingId.Length == 0 && MyInvocation.BoundParameters.ContainsKey(nameof(BillingId)))
        {
            ThrowTerminatingError(OneloopErrors.MissingParameter(new InputProblem(
                "No billing is named: BillingId is empty.", "Give the Id of what Get-OneloopCustomerBilling writes, or pipe that into this command.")));
        }
    }

    private protected override void End()
    {
        if (_skipped > 0)
        {
            WriteVerbose($"{_skipped} {(_skipped == 1 ? "input has" : "inputs have")} no billing id: skipped.");
        }
    }

    private protected override object Target(OneloopRequest request) => new BillingReference(((GetUsageRequest)request).BillingId);

    private protected override void WriteResult(OneloopRequest request)
    {
        var get = (GetUsageRequest)request;
        ActiveConnection.RecentBillings.Add(get.BillingId);
        IReadOnlyList<Client.Usage.DailyUsage> rows = get.Result!;
        decimal largest = rows.Count == 0 ? 0 : rows.Max(static row => row.TotalBillingUsage);
        foreach (Client.Usage.DailyUsage row in rows)
        {
            WriteObject(new DailyUsage(row, _table, largest));
        }
    }
}
