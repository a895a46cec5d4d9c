using System.Management.Automation;
using Oneloop.Errors;

namespace Oneloop.Input;

/// <summary>
/// Reads which customers a command and its pipeline input name. Of the inputs that name none, the first is an error of its own, and
/// the others together are one more at the end: a file with other columns would otherwise be an error for each of its rows.
/// </summary>
internal sealed class CustomerInput
{
    private readonly string _defaultWorkspaceId;
    private readonly bool _isWorkspaceTyped;
    private readonly bool _isMeterTyped;
    private readonly bool _isPiped;
    private InputProblem? _first;
    private InputProblem? _second;
    private object? _secondInput;
    private int _skipped;

    // Whether an input was used, or skipped for another reason than the first.
    private bool _isMixed;

    /// <summary>Creates a reader, before the first input is bound.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="typed">The ids that it has by then: they are those of all inputs.</param>
    /// <param name="connection">Its default workspace counts where no other is named.</param>
    public CustomerInput(InvocationInfo invocation, CustomerIds typed, OneloopConnection connection)
    {
        _defaultWorkspaceId = connection.WorkspaceId ?? string.Empty;
        _isWorkspaceTyped = typed.WorkspaceId.Length > 0;
        _isMeterTyped = typed.ExternalMeterId.Length > 0;
        _isPiped = invocation.ExpectingInput || invocation.BoundParameters.ContainsKey("InputObject");
        MissingParameter = _isPiped || WithDefault(typed).IsComplete
            ? null
            : OneloopErrors.MissingParameter(
                InputProblems.OfCommand(typed, invocation.BoundParameters.ContainsKey("ExternalMeterId"), _defaultWorkspaceId));
    }

    /// <summary>The error of a command that has no pipeline input and names no customer itself. Null if there is none.</summary>
    public ErrorRecord? MissingParameter { get; }

    /// <summary>Reads one input.</summary>
    /// <param name="bound">The ids that were typed, and those that the input has as properties.</param>
    /// <param name="input">The input itself.</param>
    /// <param name="named">The customers that it names.</param>
    /// <param name="error">What to write about an input that names none. Null if an error before covers it, or one at the end will.</param>
    /// <returns>False if it names none.</returns>
    public bool TryRead(CustomerIds bound, PSObject? input, out CustomerIds named, out ErrorRecord? error)
    {
        error = null;
        named = WithDefault(bound);
        if (!_isMeterTyped && bound.ExternalMeterId.Length == 0)
        {
            named = named with { ExternalMeterId = PipedIds.Of(input) };
        }

        if (Problem(bound, named, input) is not { } problem)
        {
            _isMixed = true;
            return true;
        }

        error = Skip(problem, input);
        return false;
    }

    /// <summary>The error that covers the inputs after the first that named no customer. Null if the first error says it all.</summary>
    public ErrorRecord? Rest() =>
        _isMixed && _second is not null ? OneloopErrors.InvalidInput(InputProblems.OfRest(_skipped - 1, _second), _secondInput) : null;

    private InputProblem? Problem(CustomerIds bound, CustomerIds named, PSObject? input)
    {
        if (_isPiped && _isMeterTyped && (_isWorkspaceTyped || bound.WorkspaceId.Length == 0))
        {
            // The same customer would be asked for with each input.
            return InputProblems.OfUnusedInput();
        }

        // The binder has validated those that it has bound.
        string? badId = bound.ExternalMeterId.Length > 0
            ? null
            : named.ExternalMeterId.Select(CustomerId.Problem).FirstOrDefault(static problem => problem is not null);
        return badId is not null ? InputProblems.OfId(badId) : named.IsComplete ? null : InputProblems.OfInput(input, named);
    }

    private ErrorRecord? Skip(InputProblem problem, PSObject? input)
    {
        _skipped++;
        if (_first is null)
        {
            _first = problem;
            return OneloopErrors.InvalidInput(problem, input);
        }

        _isMixed |= problem != _first;
        if (_second is null)
        {
            _second = problem;
            _secondInput = input;
        }

        return null;
    }

    private CustomerIds WithDefault(CustomerIds bound) =>
        bound.WorkspaceId.Length > 0 ? bound : bound with { WorkspaceId = _defaultWorkspaceId };
}
