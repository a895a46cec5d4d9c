using System.Collections;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using Oneloop.Client;
using Oneloop.Completion;
using Oneloop.Connections;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Tracing;

namespace Oneloop.Commands;

/// <summary>Sets the default connection of this runspace. Sends nothing, asks nothing, stores nothing on disk.</summary>
[Cmdlet(VerbsCommunications.Connect, "Oneloop", DefaultParameterSetName = TokenSet, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(OneloopConnection))]
public sealed class ConnectOneloopCommand : PSCmdlet
{
    private const string TokenSet = "Token";
    private const string AutomationSet = "AutomationConnection";
    private const int LongestTimeoutSec = 86400;
    private const int MostRetries = 100;
    private const double LongestRetryIntervalSec = 30;

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
    [ValidateCustomerId]
    public string? WorkspaceId { get; set; }

    /// <summary>How long a try may take, in seconds, from looking the name up to the last byte: 1 to 86400.</summary>
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

    /// <summary>The proxy to go through. Left out: the one the system names.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>What to log on to the proxy with.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Writes the connection, for -Connection of the other cmdlets.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Token? token = AutomationConnection is not null ? FromAutomation(AutomationConnection)
            : Token is not null ? Connections.Token.From(Token, TokenSource.Parameter)
            : Connections.Token.FromEnvironment();
        if (token is null)
        {
            ThrowTerminatingError(BillingErrors.NotConnected(
                $"There is no token: -Token was not given, and the environment variable {Connections.Token.EnvironmentVariable} is not set."));
        }

        InvocationMask.Apply(MyInvocation, new TokenRedactor(token!.Value));
        if (ProxyCredential is not null && Proxy is null)
        {
            ThrowTerminatingError(BillingErrors.BadSetting("-ProxyCredential was given without -Proxy.", nameof(ProxyCredential)));
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
            ThrowTerminatingError(BillingErrors.BadSetting(
                e.Message, setting, AutomationConnection is null || IsGiven(setting) ? null : setting));
            throw;
        }

        RunspaceConnections.Current.SetDefault(connection);
        new StreamTrace(this).Write($"Connected to {connection.BaseUri} with the token {token.Mask} from {token.Origin}. Nothing was sent yet.");
        if (PassThru)
        {
            RunspaceViews.Load(this);
            WriteObject(connection);
        }
    }

    /// <summary>Takes the token, and each setting that no parameter was given for, from a connection of Azure Automation.</summary>
    private Token FromAutomation(IDictionary connection)
    {
        try
        {
            AutomationFields fields = new(connection);
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
            ThrowTerminatingError(BillingErrors.BadSetting(e.Message, setting, e.Field));
            throw;
        }
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
