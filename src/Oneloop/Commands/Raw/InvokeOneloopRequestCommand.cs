using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using Oneloop.Client;
using Oneloop.Client.Raw;
using Oneloop.Completion;
using Oneloop.Errors;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Sends any request to the API with the connection, the retries and the redaction of this module.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "OneloopRequest", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(PSObject), typeof(IDictionary), typeof(string))]
public sealed class InvokeOneloopRequestCommand : OneloopChangeCmdlet
{
    private const string Hidden = "not shown: it holds a secret";

    private RawRequest? _request;

    /// <summary>The HTTP method.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The HTTP method, such as GET.")]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string Method { get; set; } = string.Empty;

    /// <summary>The path below /api/v1/.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The path below /api/v1/, such as workspace.")]
    [ArgumentCompleter(typeof(ApiPathCompleter))]
    [ValidateApiPath]
    public string Path { get; set; } = string.Empty;

    /// <summary>Names and values of the query, which are encoded. None unless given.</summary>
    [Parameter]
    public IDictionary? Query { get; set; }

    /// <summary>The body: a text that is JSON, or what is sent as JSON. None unless given.</summary>
    [Parameter(Position = 2)]
    public object? Body { get; set; }

    /// <summary>What the response is written as: an object, a dictionary, or the text as it came.</summary>
    [Parameter]
    [ValidateSet("PSObject", "Hashtable", "Json")]
    public string OutputType { get; set; } = "PSObject";

    /// <summary>Writes a customer's key and a link token as strings, and not as SecureString. The text as it came has them always.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Change(_request!, "Send request");

    private protected override void HideSecrets()
    {
        _request = Read();
        Hide(_request);
    }

    private protected override object Target(OneloopRequest request)
    {
        var raw = (RawRequest)request;
        return new RequestReference(raw.Method.Method, raw.ShownPath);
    }

    private protected override string UnknownAdvice(OneloopRequest request) =>
        "Get what it was to change, as with Invoke-OneloopRequest GET, before you repeat the command.";

    private protected override void WriteResult(OneloopRequest request)
    {
        if (((RawRequest)request).Result is not { } response)
        {
            return;
        }

        if (OutputType.Equals("Json", StringComparison.OrdinalIgnoreCase))
        {
            WriteObject(response.GetRawText());
        }
        else
        {
            JsonOutput output = new(OutputType.Equals("Hashtable", StringComparison.OrdinalIgnoreCase), AsPlainText);
            WriteObject(output.Read(response), enumerateCollection: response.ValueKind == JsonValueKind.Array);
        }
    }

    private RawRequest Read()
    {
        JsonInput input = new(takesSecrets: true);
        HttpMethod method = new(Method.ToUpperInvariant());
        string parameter = nameof(Query);
        try
        {
            List<KeyValuePair<string, string>> query = input.Query(Query);
            parameter = nameof(Body);
            byte[]? body = input.Body(Body);
            return body is not null && method == HttpMethod.Get
                ? throw new ArgumentException("A GET has no body.")
                : new RawRequest(method, Path, query, body, input.Secrets);
        }
        catch (ArgumentException e)
        {
            // What cannot be read cannot be searched for secrets.
            InvocationMask.HideAll(MyInvocation);
            HideArguments();
            ThrowTerminatingError(OneloopErrors.InvalidInput(
                new InputProblem($"-{parameter} cannot be sent. {e.Message}", "Give JSON as text, or texts, numbers, booleans, dates, arrays and hashtables of them."),
                // It may hold a secret.
                input: null));
            throw;
        }
    }

    /// <summary>Takes secrets out of what PowerShell shows of the command line, and of the arguments that hang on every error record.</summary>
    private void Hide(RawRequest request)
    {
        foreach (TokenRedactor redactor in request.Redactors())
        {
            InvocationMask.Apply(MyInvocation, redactor);
            MyInvocation.BoundParameters[nameof(Path)] = request.ShownPath;
            HideArguments();
        }
    }

    private void HideArguments()
    {
        foreach (string parameter in (string[])[nameof(Query), nameof(Body)])
        {
            if (MyInvocation.BoundParameters.ContainsKey(parameter))
            {
                MyInvocation.BoundParameters[parameter] = Hidden;
            }
        }
    }
}
