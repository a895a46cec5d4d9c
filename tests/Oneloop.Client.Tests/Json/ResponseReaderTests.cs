using System.Text;
using System.Text.Json;
using Oneloop.Client.Billing;
using Oneloop.Client.Json;
using Oneloop.Client.Workspaces;

namespace Oneloop.Client.Tests.Json;

/// <summary>Where and how a response departs from the contract is explained from the metadata of its type, at any depth.</summary>
public sealed class ResponseReaderTests
{
    private const string Whole = """
        {"id":"ws_1","name":"One","teamId":"t","defaultKeyPrefix":null,"defaultAllowedIPs":["::1"],"defaultRateLimitPerSecond":5,
        "defaultExpiration":null,"createdAt":"2026-01-31T09:30:00Z","updatedAt":"2026-01-31T09:30:00Z"}
        """;

    [Theory]
    [InlineData("[]", "the response is a JSON array, expected an object")]
    [InlineData("null", "the response is null, expected an object")]
    [InlineData("", "the response is empty")]
    [InlineData("{}", "workspaces is missing")]
    [InlineData("""{"workspaces":null}""", "workspaces is null, expected an array")]
    [InlineData("""{"workspaces":{}}""", "workspaces is a JSON object, expected an array")]
    [InlineData("""{"workspaces":[null]}""", "workspaces[0] is null, expected an object")]
    [InlineData("""{"workspaces":[@,7]}""", "workspaces[1] is a JSON number, expected an object")]
    [InlineData("""{"workspaces":[@,{"id":"ws_2"}]}""", "workspaces[1].name, workspaces[1].teamId, workspaces[1].defaultKeyPrefix, workspaces[1].defaultAllowedIPs, workspaces[1].defaultRateLimitPerSecond, workspaces[1].defaultExpiration, workspaces[1].createdAt, workspaces[1].updatedAt are missing")]
    [InlineData("""{"workspaces":[@""", "the response is not JSON: it breaks at line 2")]
    [InlineData("""{"workspaces":[@]} trailing""", "the response is not JSON: it breaks at line 2")]
    public void A_list_is_explained(string body, string expected) =>
        Assert.StartsWith(expected, Explain(new ListWorkspacesRequest(), body.Replace("@", Whole, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"id\":\"ws_1\"", "\"id\":7", "workspace.id is 7, expected a string")]
    [InlineData("\"id\":\"ws_1\"", "\"id\":null", "workspace.id is null, expected a string")]
    [InlineData("[\"::1\"]", "[\"::1\",null]", "workspace.defaultAllowedIPs is null, expected an array of strings")]
    [InlineData("[\"::1\"]", "\"::1\"", "workspace.defaultAllowedIPs is \"::1\", expected an array of strings")]
    [InlineData(":5", ":\"5\"", "workspace.defaultRateLimitPerSecond is not of the type that the contract says")]
    public void A_member_is_explained(string member, string instead, string expected) =>
        Assert.Equal(
            expected,
            Explain(new GetWorkspaceRequest("ws_1"), $$"""{"workspace":{{Whole.Replace(member, instead, StringComparison.Ordinal)}}}"""));

    [Fact]
    public void A_null_workspace_is_no_workspace() =>
        Assert.Equal("workspace is null, expected an object", Explain(new GetWorkspaceRequest("ws_1"), """{"workspace":null}"""));

    [Fact]
    public void A_null_billing_is_no_billing_set_up()
    {
        GetBillingRequest request = new("ws_1", "m");

        request.ReadResult("""{"billing":null}"""u8);

        Assert.Null(request.Result);
    }

    [Fact]
    public void The_value_of_a_secret_member_is_never_quoted()
    {
        SecretStringConverter converter = new();
        byte[] body = Encoding.UTF8.GetBytes("4711");

        JsonException fault = Assert.ThrowsAny<JsonException>(() =>
        {
            Utf8JsonReader reader = new(body);
            reader.Read();
            converter.Read(ref reader, typeof(string), JsonSerializerOptions.Default);
        });

        Assert.Equal("is a number, expected a string", fault.Message);
    }

    private static string Explain(OneloopRequest request, string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        JsonException fault = Assert.ThrowsAny<JsonException>(() => request.ReadResult(bytes));
        return ResponseReader.Explain(request, fault, bytes, "application/json");
    }
}
