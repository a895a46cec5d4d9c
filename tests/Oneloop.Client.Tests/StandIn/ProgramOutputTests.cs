using System.Diagnostics;
using System.Text;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>What the stand-in prints, as a program of its own, while it serves.</summary>
public sealed class ProgramOutputTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_prints_where_it_listens_and_no_secret()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Oneloop.StandIn.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "--stop-with-input", "true"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancel);
        string first = (await process.StandardOutput.ReadLineAsync(Cancel))!;
        using HttpClient client = Api.CreateClient();
        Uri address = new(first.Split(' ')[^1]);
        Uri verify = new(address, "api/v1/api-key/verify");
        Uri validate = new(address, "api/v1/link-token/canary");
        List<int> statuses = [];
        string[] bodies = ["""{"key":"nw_standin_chat_production","requestedScopes":[]}""", """{"key":"canary"}""", "{", "[1]"];
        foreach (string body in bodies)
        {
            using StringContent content = new(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage verified = await client.PostAsync(verify, content, Cancel);
            using HttpResponseMessage link = await client.GetAsync(validate, Cancel);
            statuses.AddRange([(int)verified.StatusCode, (int)link.StatusCode]);
        }

        process.StandardInput.Close();

        Assert.Equal([200, 404, 400, 404, 400, 404, 400, 404], statuses);
        Assert.Equal((string.Empty, string.Empty), (await process.StandardOutput.ReadToEndAsync(Cancel), await errors));
    }
}
