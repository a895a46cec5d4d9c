using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Errors;

namespace Oneloop.Commands;

/// <summary>
/// What the cmdlets share that change something: each asks ShouldProcess first, so that -WhatIf sends nothing; one request at a time,
/// so that none is sent ahead of the pipeline; and an error says how to check a change that may have been made. A leaf has
/// <c>SupportsShouldProcess</c>, and <c>ConfirmImpact.High</c> if what it takes away does not come back.
/// </summary>
public abstract class OneloopChangeCmdlet : OneloopCmdlet
{
    private protected OneloopChangeCmdlet()
    {
    }

    private protected sealed override int? MaxConcurrency => 1;

    /// <summary>A text, or null if it is empty: in a file, nothing and an empty text are the same.</summary>
    private protected static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Sends a request and writes its outcome, unless -WhatIf or the user declines it.</summary>
    /// <param name="request">A change. Its <see cref="Target"/> is what the question names.</param>
    /// <param name="action">What it does, such as <c>Remove API key</c>.</param>
    private protected void Change(OneloopRequest request, string action)
    {
        if (ShouldProcess($"{Target(request)}", action))
        {
            Submit(request);
        }
    }

    /// <summary>
    /// The object that was to be changed, or to be created: what a user checks if the outcome is not known. It binds to the command
    /// that does so, and its text is one line without secrets.
    /// </summary>
    private protected abstract override object Target(OneloopRequest request);

    /// <summary>What to do if it is not known whether the change was made: most often <see cref="CheckWith"/>.</summary>
    private protected abstract string UnknownAdvice(OneloopRequest request);

    /// <summary>Advises to check first.</summary>
    /// <param name="command">The command that shows whether the change was made. For ids in it, see <see cref="CommandText"/>.</param>
    private protected static string CheckWith(string command) => $"Check whether the change was made before you repeat the command: {command}";

    private protected sealed override ErrorRecord ErrorOf(OneloopRequest request, OneloopException fault, string? consequence) =>
        OneloopErrors.From(fault, Target(request), consequence, UnknownAdvice(request));
}
