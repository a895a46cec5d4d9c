using Oneloop.Client.Tracing;

namespace Oneloop.Client.Resilience;

/// <summary>One customer's request on its way: what it asks for, and what has come of it up to now.</summary>
internal sealed class Exchange(Uri address, string customer, RequestTrace? trace)
{
    /// <summary>The address it asks.</summary>
    public Uri Address { get; } = address;

    /// <summary>The customer, fit to be shown.</summary>
    public string Customer { get; } = customer;

    /// <summary>Where to write down what happens. Null: nowhere.</summary>
    public RequestTrace? Trace { get; } = trace;

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>The billing; null where the customer has none, or with a fault.</summary>
    public CustomerBillingMeter? Billing { get; set; }

    /// <summary>What went wrong with the last try; null where it went well.</summary>
    public OneloopException? Fault { get; set; }
}
