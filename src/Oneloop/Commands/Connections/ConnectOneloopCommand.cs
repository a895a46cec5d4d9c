using System.Collections;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using Oneloop.Client;
using Oneloop.Client.Workspaces;
using Oneloop.Completion;
using Oneloop.Connections;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Runtime;

namespace Oneloop.Commands;

/// <summary>Sets the default connection of this runspace. Sends nothing without -Verify, asks nothing, stores nothing on disk.</summary>
[Cmdlet(VerbsCommunications.Connect, "Oneloop", DefaultParameterSetName = TokenSet, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(OneloopConnection))]
public sealed class ConnectOneloopCommand : PSCmdlet, IDisposable
{
    private const string TokenSet = "Token";
    private const string AutomationSet = "AutomationConnection";
    private const int LongestTimeoutSec = 86400;
    private const int MostRetries = 100;
    private const double LongestRetryIntervalSec = 30;
    private const int LongestOutageTimeoutSec = 86400;

    private readonly CancellationTokenSource _stop = new();

    /// <summary>The API token, as SecureString, string or PSCredential (its password). Left out: the environment variable ONELOOP_KEY.</summary>
    [Parameter(Position = 0, ParameterSetName = TokenSet)]
    [TokenTransformation]
    public SecureString? Token { get; set; }

    /// <summary>
    /// A connection of the type Oneloop in Azure Automation, as Get-AutomationConnection hands it out: a hashtable with the field
    /// Token and, where wanted, BaseUri, TimeoutSec, MaximumRetryCount, RetryIntervalSec and Proxy. A parameter of that name comes
    /// before the field.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = AutomationSet, HelpMessage = "What Get-AutomationConnection returns for a connection of the type Oneloop.")]
    [ValidateNotNull]
    [AutomationConnectionTransformation]
    public IDictionary? AutomationConnection { get; set; }

    /// <summary>The API's address: https, or http to a loopback address. The production API unless given.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(BaseUriCompleter))]
    public Uri? BaseUri { get; set; }

    /// <summary>The workspace of customers for whom none is named. Left out: each has to be named with its workspace.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidateId]
    public string? WorkspaceId { get; set; }

    /// <summary>How long an attempt may take, in seconds, from resolving the name to the last byte: 1 to 86400.</summary>
    [Parameter]
    [ValidateRange(1, LongestTimeoutSec)]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>How often a request is repeated at most where that may help: 0 to 100. 0 turns retries off.</summary>
    [Parameter]
    [ValidateRange(0, MostRetries)]
    public int MaximumRetryCount { get; set; } = 3;

    /// <summary>
    /// The longest wait before the first retry, in seconds, 0 to 30. It doubles with each retry, up to 30; the wait is a random part of it.
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, LongestRetryIntervalSec)]
    public double RetryIntervalSec { get; set; } = 1;

    // Unless given: longer than a restart, a deployment or a gateway's failover, and shorter than what makes a scheduled run late for
    // the next.

    /// <summary>
    /// How long requests wait, in seconds, 0 to 86400, for a service that has responded before and does not now, or that refuses every
    /// request because of a limit. 0: they do not wait but fail.
    /// </summary>
    [Parameter]
    [ValidateRange(0, LongestOutageTimeoutSec)]
    public int OutageTimeoutSec { get; set; } = 300;

    /// <summary>The proxy to go through. Left out: the one the system names.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>What to log on to the proxy with.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>
    /// Sends one request first, and connects only if the service is there and accepts the token. Nothing is sent without it.
    /// </summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>Writes the connection, for -Connection of the other cmdlets.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        MaskAddresses(MyInvocation.BoundParameters);
        Token? token = AutomationConnection is not null ? FromAutomation(AutomationConnection)
            : Token is not null ? Connections.Token.From(Token, TokenSource.Parameter)
            : Connections.Token.FromEnvironment();
        if (token is null)
        {
            ThrowTerminatingError(OneloopErrors.NotConnected(
                $"There is no token: -Token was not given, and the environment variable {Connections.Token.EnvironmentVariable} is not set.",
                action: $"Give -Token, or set the environment variable {Connections.Token.EnvironmentVariable}."));
        }

        InvocationMask.Apply(MyInvocation, new TokenRedactor(token!.Value));
        if (ProxyCredential is not null && Proxy is null)
        {
            ThrowTerminatingError(OneloopErrors.BadSetting("-ProxyCredential was given without -Proxy.", nameof(ProxyCredential)));
        }

        OneloopConnection connection;
        try
        {
            OneloopClientOptions options = new(
                BaseUri ?? OneloopClientOptions.ProductionAddress, token.Value, Proxy, ProxyCredential?.GetNetworkCredential())
            {
                UserAgent = UserAgent.Of(SessionState),
                Timeout = TimeSpan.FromSeconds(TimeoutSec),
                MaximumRetryCount = MaximumRetryCount,
                RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
                OutageTimeout = TimeSpan.FromSeconds(OutageTimeoutSec),
            };
            connection = new OneloopConnection(options, token, Proxy, WorkspaceId);
        }
        catch (InvalidOptionException e)
        {
            string setting = e.ParamName switch
            {
                "token" => nameof(Token),
                "proxy" => nameof(Proxy),
                _ => nameof(BaseUri),
            };
            string? origin = AutomationConnection is not null && !IsGiven(setting) ? AutomationField(setting)
                : setting == nameof(Token) && token.Source == TokenSource.Environment ? token.Origin
                : null;
            ThrowTerminatingError(OneloopErrors.BadSetting(e.Message, setting, origin));
            throw;
        }

        StreamTrace trace = new(this);
        string verified = Verify ? SendFirstRequest(connection, trace) : "Nothing was sent yet.";
        RunspaceConnections.Current.SetDefault(connection);
        trace.Write($"Connected to {connection.BaseUri} with the token {token.Mask} from {token.Origin}. {verified}");
        if (PassThru)
        {
            RunspaceViews.Load(this);
            WriteObject(connection);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Lists the workspaces, which every accepted token may attempt.</summary>
    /// <returns>What that showed, in a sentence.</returns>
    private string SendFirstRequest(OneloopConnection connection, StreamTrace trace)
    {
        ListWorkspacesRequest request = new() { IsSentAtOnce = true, Trace = trace.NewRequestTrace() };
        try
        {
            connection.Client()!.SendAsync(request, _stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Stopping)
        {
            connection.End();
            throw new PipelineStoppedException();
        }

        trace.Write(request.Trace);
        switch (request.Fault)
        {
            case null:
                connection.Remember(request);
                return $"The token is accepted. Workspaces that it may use: {request.Result!.Count}.";
            case { } fault when ConnectionTest.IsAcceptedBy(fault):
                return "The token is accepted, and may not list workspaces.";
            case { } fault:
                connection.End();
                ThrowTerminatingError(OneloopErrors.From(fault, target: null));
                throw fault;
        }
    }

    private static string AutomationField(string name) => $"the field {name} of the connection in Azure Automation";

    /// <summary>Takes the token, and each setting that no parameter was given for, from a connection of Azure Automation.</summary>
    private Token FromAutomation(IDictionary connection)
    {
        try
        {
            AutomationFields fields = new(connection);
            MaskAddresses(connection);
            Token token = fields.Token();
            InvocationMask.Apply(MyInvocation, new TokenRedactor(token.Value));
            fields.RefuseOthers(nameof(Token), nameof(BaseUri), nameof(TimeoutSec), nameof(MaximumRetryCount), nameof(RetryIntervalSec), nameof(Proxy));
            BaseUri ??= fields.Address(nameof(BaseUri));
            Proxy ??= fields.Address(nameof(Proxy));
            TimeoutSec = Setting(TimeoutSec, nameof(TimeoutSec), 1, LongestTimeoutSec);
            MaximumRetryCount = Setting(MaximumRetryCount, nameof(MaximumRetryCount), 0, MostRetries);
            RetryIntervalSec = Setting(RetryIntervalSec, nameof(RetryIntervalSec), 0, LongestRetryIntervalSec);
            return token;

            T Setting<T>(T value, string name, T least, T most)
                where T : struct, INumber<T> => IsGiven(name) ? value : fields.Number(name, least, most) ?? value;
        }
        catch (InvalidFieldException e)
        {
            string setting = e.Field is nameof(Token) or nameof(BaseUri) or nameof(Proxy) ? e.Field : nameof(AutomationConnection);
            ThrowTerminatingError(OneloopErrors.BadSetting(e.Message, setting, AutomationField(e.Field)));
            throw;
        }
    }

    /// <summary>Hides what is secret in addresses. Those already read keep it, and are refused for it.</summary>
    private void MaskAddresses(IDictionary arguments)
    {
        InvocationMask.ApplyToAddress(MyInvocation, arguments, nameof(BaseUri));
        InvocationMask.ApplyToAddress(MyInvocation, arguments, nameof(Proxy));
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
