using System.Text.Json;
using Oneloop.StandIn;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>A stand-in of its own for each test of a resource, since those change its data.</summary>
public abstract class ResourceTest : IAsyncLifetime
{
    private ContractClient? _client;

    /// <summary>The stand-in's time, which a test may set.</summary>
    private protected SettableTime Time { get; } = new();

    private protected StandInServer Server { get; private set; } = null!;

    private protected ContractClient Client => _client ??= new ContractClient(Server);

    public async ValueTask InitializeAsync() => Server = await StandInServer.StartAsync(new StandInOptions { Clock = Time });

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The body of a call that creates a key which may read chats, with some members of another value.</summary>
    private protected static Dictionary<string, object?> NewKey(params (string Name, object? Value)[] members)
    {
        Dictionary<string, object?> body = new()
        {
            ["name"] = "a key",
            ["workspaceId"] = "ws_northwind",
            ["scopes"] = new[] { Scope("chat", "r") },
            ["enabled"] = true,
            ["customerId"] = "customer_1001",
            ["externalMeterId"] = "customer_1001----chat",
        };
        foreach ((string name, object? value) in members)
        {
            body[name] = value;
        }

        return body;
    }

    /// <summary>A scope with the rights of these letters: create, read, update, delete.</summary>
    private protected static object Scope(string representation, string rights) => new
    {
        representation,
        create = rights.Contains('c', StringComparison.Ordinal),
        read = rights.Contains('r', StringComparison.Ordinal),
        update = rights.Contains('u', StringComparison.Ordinal),
        del = rights.Contains('d', StringComparison.Ordinal),
    };

    /// <summary>Creates a key. Its id, and the key itself.</summary>
    private protected async Task<(string Id, string Key)> CreateKeyAsync(params (string Name, object? Value)[] members)
    {
        JsonElement created = (await Client.CallAsync("createApiKey", NewKey(members))).GetProperty("apiKey");
        return (created.Text("id"), created.Text("key"));
    }

    /// <summary>Adds to a customer's credits. The billing after it.</summary>
    private protected async Task<JsonElement> RefillAsync(string workspaceId, string externalMeterId, decimal refill) =>
        (await Client.CallAsync("refillBillingLimit", new { workspaceId, externalMeterId, refill })).GetProperty("billing");

    /// <summary>What verify says of a key.</summary>
    private protected Task<JsonElement> VerifyAsync(
        string key, object? billing = null, object? rateLimitConfig = null, params object[] requestedScopes)
    {
        Dictionary<string, object?> body = new() { ["key"] = key, ["requestedScopes"] = requestedScopes };
        if (billing is not null)
        {
            body["billing"] = billing;
        }

        if (rateLimitConfig is not null)
        {
            body["rateLimitConfig"] = rateLimitConfig;
        }

        return Client.CallAsync("verifyApiKey", body);
    }
}
