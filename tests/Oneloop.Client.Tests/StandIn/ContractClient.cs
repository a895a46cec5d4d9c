using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Oneloop.StandIn;
using Oneloop.StandIn.Contract;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Calls operations of the stand-in by their operationId, and holds each response to the contract.</summary>
internal sealed class ContractClient(StandInServer server, string token = "test-token") : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server.BaseAddress };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Calls an operation that succeeds.</summary>
    /// <param name="operation">The operationId.</param>
    /// <param name="body">The body, before it becomes JSON; null: none.</param>
    /// <param name="ids">What fills the holes of the path, or the two ids in the query, in their order.</param>
    public async Task<JsonElement> CallAsync(string operation, object? body = null, params string[] ids)
    {
        (int status, JsonElement response) = await TryAsync(operation, body, ids);
        Assert.True(status == 200, $"{operation}: {status} {response}");
        return response;
    }

    /// <summary>Calls an operation that may be refused.</summary>
    public async Task<(int Status, JsonElement Body)> TryAsync(string operation, object? body = null, params string[] ids)
    {
        using HttpContent? content = body is null ? null : JsonContent.Create(body);
        return await TryAsync(operation, content, ids);
    }

    /// <summary>Calls an operation with a body that may be none.</summary>
    public async Task<(int Status, JsonElement Body)> TryAsync(string operation, HttpContent? content, params string[] ids)
    {
        ContractOperation contract = ApiContract.Current.Find(operation)!;
        using HttpRequestMessage request = new(new HttpMethod(contract.Method), Fill(contract, ids)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _client.SendAsync(request, Cancel);
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Null(contract.FindResponseBreach((int)response.StatusCode, json));
        return ((int)response.StatusCode, json);
    }

    /// <summary>A customer's billing.</summary>
    public async Task<JsonElement> BillingAsync(string workspaceId, string externalMeterId) =>
        (await CallAsync("getCustomerBilling", null, workspaceId, externalMeterId)).GetProperty("billing");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Fill(ContractOperation contract, string[] ids)
    {
        string template = contract.Id == "getCustomerBilling" ? $"{contract.Path}?workspaceId={{w}}&externalMeterId={{m}}" : contract.Path;
        int used = 0;
        string path = Regex.Replace(template, "\\{[^}]+\\}", _ => Uri.EscapeDataString(ids[used++]));
        Assert.Equal(ids.Length, used);
        return path;
    }
}
