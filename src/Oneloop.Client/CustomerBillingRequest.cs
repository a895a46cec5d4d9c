using Oneloop.Client.Tracing;

namespace Oneloop.Client;

/// <summary>One customer's request: whom it asks for and, once it was sent, what came of it.</summary>
public sealed class CustomerBillingRequest
{
    /// <summary>Creates a request. It is sent by <see cref="OneloopClient.SendAsync"/>, once.</summary>
    /// <param name="workspaceId">The workspace's id. Not null or blank.</param>
    /// <param name="externalMeterId">The meter's id in the customer's own system: any string. Not null or blank.</param>
    /// <param name="trace">Takes down what happens on the way. Null: nothing is taken down.</param>
    /// <exception cref="ArgumentException">An id is null or blank.</exception>
    public CustomerBillingRequest(string workspaceId, string externalMeterId, RequestTrace? trace = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(workspaceId);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalMeterId);
        WorkspaceId = workspaceId;
        ExternalMeterId = externalMeterId;
        Trace = trace;
    }

    /// <summary>The workspace's id: the API's query parameter <c>workspaceId</c>. Not null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The meter's id in the customer's own system: the query parameter <c>externalMeterId</c>. Not null or blank.</summary>
    public string ExternalMeterId { get; }

    /// <summary>What happens on the way. Null: nothing is taken down.</summary>
    public RequestTrace? Trace { get; }

    /// <summary>The billing. Null where the customer has none set up, with a <see cref="Fault"/>, and before the request has ended.</summary>
    public CustomerBillingMeter? Billing { get; internal set; }

    /// <summary>Why there is no answer. Null where there is one; on the way, what went wrong with the last try.</summary>
    public OneloopException? Fault { get; internal set; }

    /// <summary>How often it was sent, 0 or more.</summary>
    internal int Tries { get; set; }

    /// <summary>The customer, fit to be shown. Empty where nothing is taken down.</summary>
    internal string Customer { get; set; } = string.Empty;
}
