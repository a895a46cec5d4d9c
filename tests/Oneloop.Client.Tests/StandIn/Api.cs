using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Oneloop.StandIn;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Asks the stand-in as no client of this project does.</summary>
internal static class Api
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The URI for a customer of the workspace that has every meter id.</summary>
    public static Uri Customer(Uri server, string meter) =>
        new(server, $"api/v1/customer-billing?workspaceId=ws_bulk&externalMeterId={Uri.EscapeDataString(meter)}");

    public static HttpClient CreateClient(HttpMessageHandler? handler = null)
    {
        HttpClient client = new(handler ?? new SocketsHttpHandler());
        client.DefaultRequestHeaders.Add("Authorization", "Bearer test-token");
        return client;
    }

    /// <summary>How a client comes to trust the stand-in's certificate.</summary>
    public static SslClientAuthenticationOptions Trust(StandInServer server) => Trust(server.CertificatePem!);

    /// <summary>How a client comes to trust a certificate.</summary>
    public static SslClientAuthenticationOptions Trust(string certificatePem)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(certificatePem));
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    /// <summary>The status for a customer.</summary>
    public static async Task<int> StatusAsync(this HttpClient client, StandInServer server, string meter)
    {
        using HttpResponseMessage answer = await client.GetAsync(Customer(server.BaseAddress, meter), Cancel);
        return (int)answer.StatusCode;
    }

    /// <summary>Makes a control call with a body.</summary>
    public static async Task<int> PutAsync(this HttpClient client, StandInServer server, string path, string json)
    {
        using StringContent content = new(json, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PutAsync(new Uri(server.BaseAddress, $"_standin/{path}"), content, Cancel);
        return (int)answer.StatusCode;
    }

    /// <summary>Makes a control call that removes something.</summary>
    public static async Task DeleteAsync(this HttpClient client, StandInServer server, string path)
    {
        using HttpResponseMessage answer = await client.DeleteAsync(new Uri(server.BaseAddress, $"_standin/{path}"), Cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Makes a control call that reads something.</summary>
    public static Task<JsonElement> ReadAsync(this HttpClient client, StandInServer server, string path) =>
        client.GetFromJsonAsync<JsonElement>(new Uri(server.BaseAddress, $"_standin/{path}"), Cancel);

    /// <summary>Waits for what comes about on another thread.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1, Cancel);
        }
    }
}
