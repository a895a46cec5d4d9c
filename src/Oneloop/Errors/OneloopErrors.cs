using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Connections;
using Oneloop.Input;

namespace Oneloop.Errors;

/// <summary>The error records of this module: id, category, message and recommended action, by kind of fault.</summary>
internal static class OneloopErrors
{
    /// <summary>There is no connection, and no key in the environment.</summary>
    /// <param name="what">What is missing.</param>
    /// <param name="target">What the request was about. Null: nothing in particular.</param>
    /// <param name="action">What to do. To connect first, unless given.</param>
    public static ErrorRecord NotConnected(string what, object? target = null, string? action = null) => Create(
        "Oneloop.NotConnected",
        ErrorCategory.InvalidOperation,
        target,
        new OneloopRequestException(what),
        action ?? $"Run Connect-Oneloop first, or set the environment variable {Token.EnvironmentVariable}.");

    /// <summary>A parameter of Connect-Oneloop cannot be used.</summary>
    /// <param name="message">Why. Without the token, whichever parameter it is.</param>
    /// <param name="parameter">Its name, without the dash.</param>
    /// <param name="origin">Where its value came from, as a user would name it. Null: from the parameter itself.</param>
    public static ErrorRecord BadSetting(string message, string parameter, string? origin = null) => Create(
        $"Oneloop.Invalid{parameter}",
        ErrorCategory.InvalidArgument,
        // The value itself may hold a secret: a token, or an address with a password in it.
        target: null,
        new OneloopRequestException(message),
        $"Correct {origin ?? $"-{parameter}"} and connect again. "
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

    /// <summary>A path cannot be used.</summary>
    /// <param name="path">The path, as it was given.</param>
    /// <param name="message">Why.</param>
    /// <param name="action">What to do.</param>
    public static ErrorRecord InvalidPath(string path, string message, string action) =>
        Create("Oneloop.InvalidPath", ErrorCategory.InvalidArgument, path, new OneloopRequestException(message), action);

    /// <summary>There is no such file or folder.</summary>
    public static ErrorRecord FileNotFound(string path, string message) =>
        Create("Oneloop.FileNotFound", ErrorCategory.ObjectNotFound, path, new OneloopRequestException(message), "Check the path.");

    /// <summary>A file is there that is not to be replaced.</summary>
    public static ErrorRecord FileExists(string path) => Create(
        "Oneloop.FileExists",
        ErrorCategory.ResourceExists,
        path,
        new OneloopRequestException($"'{path}' exists."),
        "Name another file, or leave out -NoClobber.");

    /// <summary>A file is read-only.</summary>
    public static ErrorRecord FileReadOnly(string path) => Create(
        "Oneloop.FileReadOnly",
        ErrorCategory.PermissionDenied,
        path,
        new OneloopRequestException($"'{path}' is read-only."),
        "Name another file, or replace it with -Force.");

    /// <summary>A file cannot be written, and is as it was.</summary>
    public static ErrorRecord WriteFailed(string path, string reason) => Create(
        "Oneloop.WriteFailed",
        ErrorCategory.WriteError,
        path,
        new OneloopRequestException($"'{path}' cannot be written: {reason}"),
        "Check the disk, and what you may do in the folder.");

    /// <summary>A file cannot be read.</summary>
    public static ErrorRecord ReadFailed(string path, string reason) => Create(
        "Oneloop.ReadFailed",
        ErrorCategory.ReadError,
        path,
        new OneloopRequestException($"'{path}' cannot be read: {reason}"),
        "Check the disk, and whether you may read the file.");

    /// <summary>A file, or a row of it, holds no billings.</summary>
    public static ErrorRecord InvalidFile(string path, string message, string action) =>
        Create("Oneloop.InvalidFile", ErrorCategory.InvalidData, path, new OneloopRequestException(message), action);

    /// <summary>An export received nothing, and keeps the file that is there.</summary>
    public static ErrorRecord NothingToExport(string path) => Create(
        "Oneloop.NothingToExport",
        ErrorCategory.ObjectNotFound,
        path,
        new OneloopRequestException($"No billing was received, so '{path}' stays as it was."),
        "See what came before in the pipeline. To write a file without billings, use -Force.");

    /// <summary>The customer has no billing set up.</summary>
    public static ErrorRecord BillingNotFound(CustomerReference customer) => Create(
        "Oneloop.BillingNotFound",
        ErrorCategory.ObjectNotFound,
        customer,
        new OneloopRequestException($"No billing is set up for {customer} (HTTP 200).{PaddedIds.Hint(customer)}") { StatusCode = 200 },
        "Check both ids, or set billing up for this customer.");

    /// <summary>A request that failed.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="target">What the request was about. Null: nothing in particular, such as a list of all.</param>
    /// <param name="consequence">What comes of it for the command, in a sentence. Null: nothing, the others go on.</param>
    /// <param name="unknownAdvice">What to do if it is not known whether the change was made. Null: the request was to change nothing.</param>
    public static ErrorRecord From(OneloopException fault, object? target, string? consequence = null, string? unknownAdvice = null)
    {
        if (fault.Kind == FaultKind.ClientClosed && !fault.OutcomeUnknown)
        {
            return NotConnected(fault.Message, target);
        }

        (ErrorCategory category, string action) = fault.Kind switch
        {
            FaultKind.BadRequest => (ErrorCategory.InvalidArgument, "Check the ids."),
            FaultKind.Unauthorized => (ErrorCategory.AuthenticationError, "Connect again with a valid token: Connect-Oneloop."),
            FaultKind.Forbidden => (ErrorCategory.PermissionDenied, "Check the workspace id, or connect with a token that is allowed to do this."),
            FaultKind.NotFound => (ErrorCategory.ObjectNotFound, "Check the ids, and that -BaseUri is the Oneloop API."),
            FaultKind.Conflict => (ErrorCategory.ResourceExists, "Look at what is there before you repeat the command."),
            FaultKind.Throttled => (ErrorCategory.LimitsExceeded, "Try again later, or with a higher -OutageTimeoutSec of Connect-Oneloop."),
            FaultKind.ServerError => (ErrorCategory.ResourceUnavailable, "Try again later."),
            FaultKind.ServiceUnavailable => (ErrorCategory.ResourceUnavailable, "When the service is back, ask again for those that failed: $Error.Where{ $_.TargetObject -is [Oneloop.CustomerReference] }.TargetObject | Get-OneloopCustomerBilling"),
            FaultKind.ConnectionFailed => (ErrorCategory.ConnectionError, "Check -BaseUri, the network and the proxy, then try again."),
            FaultKind.Timeout => (ErrorCategory.OperationTimeout, "Try again later, or connect with a higher -TimeoutSec."),
            FaultKind.InvalidResponse => (ErrorCategory.InvalidResult, "Check that -BaseUri is the Oneloop API; report the message if it is."),
            FaultKind.UnexpectedStatus => (ErrorCategory.InvalidResult, "Check that -BaseUri is the Oneloop API."),
            // Reached only with OutcomeUnknown, whose own advice says what to do.
            FaultKind.ClientClosed => (ErrorCategory.InvalidOperation, string.Empty),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, message: null),
        };
        // A token that is not accepted is no target's fault.
        string what = target is null || fault.Kind == FaultKind.Unauthorized ? fault.Message : $"Failed for {target}: {fault.Message}";
        string hint = fault.OutcomeUnknown ? " It is not known whether the change was made."
            : fault.StatusCode is 400 or 403 or 404 && target is CustomerReference customer ? PaddedIds.Hint(customer)
            : string.Empty;
        string end = consequence is null ? string.Empty : $" {consequence}";
        OneloopRequestException exception = new($"{what}{hint}{end}")
        {
            StatusCode = fault.StatusCode,
            ApiCode = fault.ApiCode,
            ApiMessage = fault.ApiMessage,
            Tries = fault.Attempts,
        };
        if (fault.OutcomeUnknown)
        {
            string check = unknownAdvice ?? "Check whether the change was made before you repeat the command.";
            return Create("Oneloop.OutcomeUnknown", category, target, exception, check);
        }

        string? special = unknownAdvice is not null ? ActionAfterChange(fault.Kind)
            : target is CustomerReference ? null
            : ActionWithoutCustomer(fault.Kind, target);
        return Create($"Oneloop.{fault.Kind}", category, target, exception, ConnectionAdvice.For(fault) ?? special ?? action);
    }

    /// <summary>What to do if a change was certainly not made, where that differs from what helps a bulk read.</summary>
    private static string? ActionAfterChange(FaultKind kind) => kind switch
    {
        FaultKind.BadRequest => "Check the ids and the values.",
        FaultKind.ServiceUnavailable => "When the service is back, run the command again.",
        FaultKind.Throttled => "Try again later.",
        _ => null,
    };

    /// <summary>What to do where no customer was asked for, so that there are no two ids to check. Null: the same as for customers.</summary>
    private static string? ActionWithoutCustomer(FaultKind kind, object? target) => kind switch
    {
        FaultKind.ServiceUnavailable => "When the service is back, run the command again.",
        FaultKind.BadRequest or FaultKind.NotFound when target is null => "Check that -BaseUri is the Oneloop API.",
        FaultKind.Forbidden when target is null => "Connect with a token that is allowed to do this.",
        FaultKind.Throttled when target is null => "Try again later.",
        FaultKind.BadRequest => "Check the id.",
        FaultKind.NotFound => "Check the id, and that -BaseUri is the Oneloop API.",
        _ => null,
    };

    private static ErrorRecord Create(string id, ErrorCategory category, object? target, OneloopRequestException exception, string action) =>
        new(exception, id, category, target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = action },
        };
}
