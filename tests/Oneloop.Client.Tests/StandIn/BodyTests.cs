using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oneloop.StandIn.Contract;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Bodies that break the contract are refused, and nothing is carried out.</summary>
public sealed class BodyTests : ResourceTest
{
    private const string Create = "createCustomerBilling";

    public static TheoryData<string> OperationsWithBody =>
        [.. ApiContract.Current.Operations.Where(operation => operation.RequestSchema is not null).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(OperationsWithBody))]
    public async Task Every_breach_is_refused(string operation)
    {
        JsonElement schema = ApiContract.Current.Find(operation)!.RequestSchema!.Value;
        JsonObject good = Example(schema).AsObject();
        List<(string Breach, JsonNode Body)> breaches = [.. Breaches(schema, good), ("an array", new JsonArray())];

        foreach ((string breach, JsonNode body) in breaches)
        {
            (int status, JsonElement error) = await SendAsync(operation, body.ToJsonString());
            Assert.True(status == 400, $"{breach}: {status}");
            Assert.StartsWith("The body breaks the contract: ", error.GetProperty("error").Text("message"), StringComparison.Ordinal);
        }

        Assert.Equal((breaches.Count, 0), (Server.Requests.Of(operation).Received, Server.Requests.Of(operation).Processed));
        (int goodStatus, JsonElement response) = await SendAsync(operation, good.ToJsonString());
        Assert.True(goodStatus is 200 or 403 or 404, response.ToString());
    }

    [Theory]
    [InlineData("0", 200)]
    [InlineData("9999999999999999999999999999", 200)]
    [InlineData("99999999999999999999999999999", 400)]
    [InlineData("", 400)]
    [InlineData("-1", 400)]
    [InlineData("1.5", 400)]
    [InlineData("12\n", 400)]
    [InlineData("\uFF11\uFF12", 400)]
    public async Task Credits_are_digits(string credits, int expected)
    {
        object body = new { workspaceId = "ws_lumen", externalMeterId = "new", totalCredits = credits };

        Assert.Equal(expected, (await Client.TryAsync(Create, body)).Status);
    }

    [Theory]
    [InlineData("1", 200)]
    [InlineData("0", 400)]
    [InlineData("1.0", 400)]
    [InlineData("1e3", 400)]
    [InlineData("\"1\"", 400)]
    public async Task A_refill_is_an_integer_from_1_on(string refill, int expected)
    {
        string body = $$"""{"workspaceId":"ws_lumen","externalMeterId":"wonka","refill":{{refill}}}""";

        Assert.Equal(expected, (await SendAsync("refillBillingLimit", body)).Status);
    }

    [Theory]
    [InlineData("", "application/json", "A body of JSON is required")]
    [InlineData("{", "application/json", "The body is not JSON")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "application/json", "The body is not JSON")]
    [InlineData("{\"name\":\"a\"}", "text/plain", "The Content-Type is not application/json")]
    [InlineData("{\"name\":1}", "application/json", "The body breaks the contract: name must be of type string")]
    [InlineData("{\"name\":\"\"}", "application/json", "The body breaks the contract: name must not be empty")]
    [InlineData("{\"name\":\"a\",\"nam\":1}", "application/json", "The body breaks the contract: nam is not in the contract")]
    public async Task What_is_wrong_is_named(string body, string contentType, string message)
    {
        (int status, JsonElement error) = await SendAsync("createWorkspace", body, contentType);

        Assert.Equal((400, message), (status, error.GetProperty("error").Text("message")));
    }

    [Fact]
    public async Task A_body_is_refused_where_the_contract_has_none()
    {
        using StringContent body = new("{}", Encoding.UTF8, "application/json");
        (int refused, _) = await Client.TryAsync("rotateApiKey", body, "ws_northwind", "ak_nw_1001");
        using ByteArrayContent none = new([]);
        (int accepted, _) = await Client.TryAsync("rotateApiKey", none, "ws_northwind", "ak_nw_1001");

        Assert.Equal((400, 200), (refused, accepted));
    }

    [Fact]
    public async Task No_value_is_quoted()
    {
        (int status, JsonElement error) = await Client.TryAsync("recordApiKeyUsage", new { key = "canary-one", usage = "canary-two" });

        Assert.Equal(400, status);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A value that meets a schema, with all members there are.</summary>
    private static JsonNode Example(JsonElement schema)
    {
        schema = Resolve(schema);
        return schema.Text("type") switch
        {
            "object" => new JsonObject(
                Members(schema).Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Example(member.Value)))),
            "array" => new JsonArray(Example(schema.GetProperty("items"))),
            "string" => schema.TryGetProperty("pattern", out _) ? "7" : "x",
            "boolean" => true,
            _ => 7,
        };
    }

    private static IEnumerable<(string, JsonNode)> Breaches(JsonElement schema, JsonObject good)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (string name in required.EnumerateArray().Select(name => name.GetString()!))
            {
                yield return ($"no {name}", With(good, body => body.Remove(name)));
            }
        }

        if (schema.TryGetProperty("additionalProperties", out JsonElement additional) && !additional.GetBoolean())
        {
            yield return ("one more", With(good, body => body["oneMore"] = 1));
        }

        foreach (JsonProperty member in Members(schema))
        {
            JsonElement memberSchema = Resolve(member.Value);
            foreach ((string breach, JsonNode? value) in BadValues(memberSchema, good[member.Name]!))
            {
                yield return ($"{member.Name}: {breach}", With(good, body => body[member.Name] = value));
            }
        }
    }

    private static IEnumerable<(string, JsonNode?)> BadValues(JsonElement schema, JsonNode good)
    {
        string type = schema.Text("type");
        yield return ("another type", type == "string" ? 1 : "1");
        if (!schema.TryGetProperty("nullable", out _))
        {
            yield return ("null", null);
        }

        if (schema.TryGetProperty("minLength", out _))
        {
            yield return ("empty", string.Empty);
        }

        if (schema.TryGetProperty("pattern", out _))
        {
            yield return ("no digits", "1x");
        }

        if (schema.TryGetProperty("minimum", out _))
        {
            yield return ("too small", 0);
            yield return ("a fraction", 1.5);
        }

        if (type == "array")
        {
            foreach ((string breach, JsonNode? item) in BadValues(Resolve(schema.GetProperty("items")), good[0]!))
            {
                yield return ($"item: {breach}", new JsonArray(item));
            }
        }

        if (type == "object")
        {
            foreach ((string breach, JsonNode body) in Breaches(schema, good.AsObject()))
            {
                yield return (breach, body);
            }
        }
    }

    private static IEnumerable<JsonProperty> Members(JsonElement schema) =>
        schema.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static JsonObject With(JsonObject good, Action<JsonObject> change)
    {
        JsonObject body = good.DeepClone().AsObject();
        change(body);
        return body;
    }

    private static JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out JsonElement reference) ? ApiContract.Current.Schema(reference.GetString()!) : schema;

    private async Task<(int Status, JsonElement Body)> SendAsync(string operation, string body, string contentType = "application/json")
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        string[] ids = [.. Enumerable.Repeat("ws_northwind", ApiContract.Current.Find(operation)!.Path.Count(c => c == '{'))];
        return await Client.TryAsync(operation, content, ids);
    }
}
