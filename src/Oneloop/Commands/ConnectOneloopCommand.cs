using System.Management.Automation;
using System.Security;
using Oneloop.Client;
using Oneloop.Connections;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Tracing;

namespace Oneloop.Commands;

/// <summary>Sets the default connection of this runspace. Sends nothing, asks nothing, stores nothing on disk.</summary>
[Cmdlet(VerbsCommunications.Connect, "Oneloop")]
[OutputType(typeof(OneloopConnection))]
public sealed class ConnectOneloopCommand : PSCmdlet
{
    /// <summary>The API token, as SecureString, string or PSCredential (its password). Left out: the environment variable ONELOOP_KEY.</summary>
    [Parameter(Position = 0)]
    [TokenTransformation]
    public SecureString? Token { get; set; }

    /// <summary>The API's address: https, or http to a loopback address. The production API unless given.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>How long a try may take, in seconds, from looking the name up to the last byte: 1 to 86400.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>How often a request is repeated at most where that may help: 0 to 100. 0 turns retries off.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 3;

    /// <summary>
    /// The longest wait before the first retry, in seconds, 0 to 30. It doubles with each retry, up to 30; the wait is a random part of it.
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 30.0)]
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
        Token? token = Token is null ? Connections.Token.FromEnvironment() : Connections.Token.From(Token);
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
            connection = new OneloopConnection(options, token, Proxy);
        }
        catch (InvalidOptionException e)
        {
            ThrowTerminatingError(BillingErrors.BadSetting(
                e.Message,
                e.ParamName switch
                {
                    "token" => nameof(Token),
                    "proxy" => nameof(Proxy),
                    _ => nameof(BaseUri),
                }));
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
}
