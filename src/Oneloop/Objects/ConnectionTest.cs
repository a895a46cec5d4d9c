using Oneloop.Client;
using Oneloop.Client.Workspaces;

namespace Oneloop;

/// <summary>What one request tells about a connection: whether the service is there, and whether it accepts the token.</summary>
public sealed class ConnectionTest
{
    private ConnectionTest(Uri baseUri, double milliseconds)
    {
        BaseUri = baseUri;
        Milliseconds = milliseconds;
    }

    /// <summary>The API's address.</summary>
    public Uri BaseUri { get; }

    /// <summary>Whether the Oneloop API responded: with a valid 200, with 401, or with a 403 of its own.</summary>
    public bool IsAvailable { get; private init; }

    /// <summary>Whether the API accepts the token: true for HTTP 200 and a 403 of its own, false for 401, null if that is not known.</summary>
    public bool? IsTokenAccepted { get; private init; }

    /// <summary>Whether the token may list workspaces: true for HTTP 200, false for 403, null if that is not known.</summary>
    public bool? CanListWorkspaces { get; private init; }

    /// <summary>The number of workspaces that the token may use, 0 or more. Null if they could not be listed.</summary>
    public int? WorkspaceCount { get; private init; }

    /// <summary>How long the test took, in milliseconds, retries included.</summary>
    public double Milliseconds { get; }

    /// <summary>What went wrong. Null if nothing did.</summary>
    public string? Message { get; private init; }

    /// <summary>The outcome of a request that lists workspaces.</summary>
    internal static ConnectionTest Of(Uri baseUri, ListWorkspacesRequest request, TimeSpan duration) => request.Fault switch
    {
        null => new(baseUri, Rounded(duration))
        {
            IsAvailable = true,
            IsTokenAccepted = true,
            CanListWorkspaces = true,
            WorkspaceCount = request.Result!.Count,
        },
        { } fault when IsAcceptedBy(fault) => new(baseUri, Rounded(duration))
        {
            IsAvailable = true,
            IsTokenAccepted = true,
            CanListWorkspaces = false,
            Message = fault.Message,
        },
        { Kind: FaultKind.Unauthorized } fault => new(baseUri, Rounded(duration)) { IsAvailable = true, IsTokenAccepted = false, Message = fault.Message },
        { } fault => new(baseUri, Rounded(duration)) { Message = fault.Message },
    };

    /// <summary>
    /// Whether a fault shows that the API accepts the token: it is a 403 in the API's own words. A gateway's page may be a 403 as well,
    /// and its sender knows no token.
    /// </summary>
    internal static bool IsAcceptedBy(OneloopException fault) => fault is { Kind: FaultKind.Forbidden } && (fault.ApiCode ?? fault.ApiMessage) is not null;

    private static double Rounded(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 1);
}
