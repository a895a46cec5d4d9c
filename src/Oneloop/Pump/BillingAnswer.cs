using Oneloop.Client;

namespace Oneloop.Pump;

/// <summary>What came of asking for one customer: a billing, none set up, or a fault.</summary>
internal sealed class BillingAnswer
{
    private BillingAnswer(CustomerReference customer, CustomerBillingMeter? billing, OneloopException? fault)
    {
        Customer = customer;
        Billing = billing;
        Fault = fault;
    }

    /// <summary>Who was asked for.</summary>
    public CustomerReference Customer { get; }

    /// <summary>The billing. Null where the customer has none, or with a fault.</summary>
    public CustomerBillingMeter? Billing { get; }

    /// <summary>Why there is no answer. Null where there is one.</summary>
    public OneloopException? Fault { get; }

    /// <summary>Asks for one customer. The task faults only where this module is at fault.</summary>
    public static Task<BillingAnswer> AskAsync(OneloopClient client, CustomerReference customer, CancellationToken cancellationToken) =>
        // Not an async method: see the remarks on ModuleLoader.
        client.GetCustomerBillingAsync(customer.WorkspaceId, customer.ExternalMeterId, cancellationToken).ContinueWith(
            static (asked, state) => From((CustomerReference)state!, asked),
            customer,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private static BillingAnswer From(CustomerReference customer, Task<CustomerBillingMeter?> asked) =>
        asked.Exception?.InnerException is OneloopException fault
            ? new BillingAnswer(customer, billing: null, fault)
            : new BillingAnswer(customer, asked.GetAwaiter().GetResult(), fault: null);
}
