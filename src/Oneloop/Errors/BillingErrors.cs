using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Connections;
using Oneloop.Input;

namespace Oneloop.Errors;

/// <summary>The error records of this module: id, category, message and what to do, by kind of fault.</summary>
internal static class BillingErrors
{
    /// <summary>There is no connection, and no key in the environment.</summary>
    public static ErrorRecord NotConnected(string what, CustomerReference? customer = null) => Create(
        "Oneloop.NotConnected",
        ErrorCategory.InvalidOperation,
        customer,
        new OneloopRequestException(what),
        $"Run Connect-Oneloop first, or set the environment variable {Token.EnvironmentVariable}.");

    /// <summary>A parameter of Connect-Oneloop cannot be used.</summary>
    /// <param name="message">Why. Without the token, whichever parameter it is.</param>
    /// <param name="parameter">Its name, without the dash.</param>
    /// <param name="field">The field of -AutomationConnection that it came from. Null: it was given itself.</param>
    public static ErrorRecord BadSetting(string message, string parameter, string? field = null) => Create(
        $"Oneloop.Invalid{parameter}",
        ErrorCategory.InvalidArgument,
        // The value itself may hold a secret: a token, or an address with a password in it.
        target: null,
        new OneloopRequestException(message),
        $"Correct {(field is null ? $"-{parameter}" : $"the field {field} of the connection in Azure Automation")} and connect again. "
            + "The connection before, if any, still stands.");

    /// <summary>A command names no customer, and nothing comes through the pipeline.</summary>
    public static ErrorRecord MissingParameter(InputProblem problem) => Create(
        "Oneloop.MissingParameter",
        ErrorCategory.InvalidArgument,
        target: null,
        new OneloopRequestException(problem.Message),
        problem.Action);

    /// <summary>What comes through the pipeline names no customer.</summary>
    public static ErrorRecord InvalidInput(InputProblem problem, object? input) => Create(
        "Oneloop.InvalidInput",
        ErrorCategory.InvalidData,
        input,
        new OneloopRequestException(problem.Message),
        problem.Action);

    /// <summary>The API answers that the customer has no billing set up.</summary>
    public static ErrorRecord BillingNotFound(CustomerReference customer) => Create(
        "Oneloop.BillingNotFound",
        ErrorCategory.ObjectNotFound,
        customer,
        new OneloopRequestException($"No billing is set up for {customer} (HTTP 200).{PaddedIds.Hint(customer)}") { StatusCode = 200 },
        "Check both ids, or set billing up for this customer.");

    /// <summary>A request that failed.</summary>
    public static ErrorRecord From(OneloopException fault, CustomerReference customer)
    {
        if (fault.Kind == FaultKind.ClientClosed)
        {
            return NotConnected(fault.Message, customer);
        }

        (ErrorCategory category, string action) = fault.Kind switch
        {
            FaultKind.BadRequest => (ErrorCategory.InvalidArgument, "Check both ids."),
            FaultKind.Unauthorized => (ErrorCategory.AuthenticationError, "Connect again with a valid token: Connect-Oneloop."),
            FaultKind.Forbidden => (ErrorCategory.PermissionDenied, "Check the workspace id, or connect with a token that may read this workspace."),
            FaultKind.Throttled => (ErrorCategory.LimitsExceeded, "Ask again later, or with a lower -ThrottleLimit."),
            FaultKind.ServerError => (ErrorCategory.ResourceUnavailable, "Ask again later."),
            // $Error, since not every command has an -ErrorVariable: what is recommended works when it is pasted.
            FaultKind.ServiceUnavailable => (ErrorCategory.ResourceUnavailable, "When the service is back, ask again for those that failed: $Error.Where{ $_.TargetObject -is [Oneloop.CustomerReference] }.TargetObject | Get-OneloopCustomerBilling"),
            FaultKind.ConnectionFailed => (ErrorCategory.ConnectionError, "Check -BaseUri, the network and the proxy, then ask again."),
            FaultKind.Timeout => (ErrorCategory.OperationTimeout, "Ask again later, or connect with a higher -TimeoutSec."),
            FaultKind.InvalidResponse => (ErrorCategory.InvalidResult, "Check that -BaseUri is the Oneloop API; report the message if it is."),
            FaultKind.UnexpectedStatus => (ErrorCategory.InvalidResult, "Check that -BaseUri is the Oneloop API."),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, message: null),
        };
        string hint = fault.StatusCode is 400 or 403 or 404 ? PaddedIds.Hint(customer) : string.Empty;
        OneloopRequestException exception = new($"Failed for {customer}: {fault.Message}{hint}")
        {
            StatusCode = fault.StatusCode,
            ApiCode = fault.ApiCode,
            ApiMessage = fault.ApiMessage,
            Tries = fault.Tries,
        };
        return Create($"Oneloop.{fault.Kind}", category, customer, exception, action);
    }

    private static ErrorRecord Create(string id, ErrorCategory category, object? target, OneloopRequestException exception, string action) =>
        new(exception, id, category, target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = action },
        };
}
