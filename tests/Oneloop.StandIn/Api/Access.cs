using Oneloop.StandIn.Api.Routing;

namespace Oneloop.StandIn.Api;

/// <summary>Which tokens are accepted, and what they may do. One that begins with "narrow" may not list workspaces.</summary>
internal sealed class Access(StandInOptions options)
{
    /// <summary>Why the token may not do this; null: it may.</summary>
    public ApiResponse? Refuse(ApiRoute route, string? token) =>
        string.IsNullOrEmpty(token) ? ApiErrors.NoToken
        : !Accepts(token) ? ApiErrors.InvalidToken
        : route.Operation == "getWorkspace" && token.StartsWith("narrow", StringComparison.Ordinal) ? ApiErrors.MayNotListWorkspaces
        : null;

    private bool Accepts(string token) =>
        options.Tokens.Count > 0 ? options.Tokens.Contains(token) : !token.StartsWith("revoked", StringComparison.Ordinal);
}
