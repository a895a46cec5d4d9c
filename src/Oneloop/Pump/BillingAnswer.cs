using Oneloop.Client;
using Oneloop.Client.Tracing;

namespace Oneloop.Pump;

/// <summary>What came of asking for one customer: a billing, none set up, or a fault.</summary>
internal sealed class BillingAnswer
{
    private BillingAnswer(CustomerReference customer, RequestTrace? trace)
    {
        Customer = customer;
        Trace = trace;
    }

    /// <summary>Who was asked for.</summary>
    public CustomerReference Customer { get; }

    /// <summary>The billing. Null where the customer has none, or with a fault.</summary>
    public CustomerBillingMeter? Billing { get; private set; }

    /// <summary>Why there is no answer. Null where there is one.</summary>
    public OneloopException? Fault { get; private set; }

    /// <summary>What happened on the way. Null where nobody wants to know.</summary>
    public RequestTrace? Trace { get; }

    /// <summary>Asks for one customer. The task faults only where this module is at fault.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="customer">Whom to ask for.</param>
    /// <param name="trace">Takes down what happens; null: nothing is taken down.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static Task<BillingAnswer> AskAsync(
        OneloopClient client, CustomerReference customer, RequestTrace? trace, CancellationToken cancellationToken) =>
        // Not an async method: see the remarks on ModuleLoader.
        client.GetCustomerBillingAsync(customer.WorkspaceId, customer.ExternalMeterId, trace, cancellationToken).ContinueWith(
            static (asked, state) => ((BillingAnswer)state!).With(asked),
            new BillingAnswer(customer, trace),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private BillingAnswer With(Task<CustomerBillingMeter?> asked)
    {
        Fault = asked.Exception?.InnerException as OneloopException;
        if (Fault is null)
        {
            Billing = asked.GetAwaiter().GetResult();
        }

        return this;
    }
}
