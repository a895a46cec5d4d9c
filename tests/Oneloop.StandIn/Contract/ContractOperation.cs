using System.Globalization;
using System.Text.Json;

namespace Oneloop.StandIn.Contract;

/// <summary>One operation of the contract.</summary>
public sealed class ContractOperation
{
    private readonly SchemaValidator _validator;
    private readonly JsonElement _operation;

    internal ContractOperation(string method, string path, JsonElement operation, SchemaValidator validator)
    {
        Method = method;
        Path = path;
        Id = operation.GetProperty("operationId").GetString()!;
        RequestSchema = operation.TryGetProperty("requestBody", out JsonElement request) ? SchemaOf(request) : null;
        _operation = operation;
        _validator = validator;
    }

    /// <summary>The operationId.</summary>
    public string Id { get; }

    /// <summary>The HTTP method, in capitals.</summary>
    public string Method { get; }

    /// <summary>The path from the root on, with holes such as {id}.</summary>
    public string Path { get; }

    /// <summary>The schema of the request's body; null: the operation takes none.</summary>
    public JsonElement? RequestSchema { get; }

    /// <summary>The first breach of the contract by a request's body, without any value of it; null: there is none.</summary>
    public string? FindRequestBreach(JsonElement body) => _validator.FindBreach(RequestSchema!.Value, body);

    /// <summary>The first breach of the contract by a response's body, without any value of it; null: there is none.</summary>
    /// <param name="status">The HTTP status. One that is not documented is held to the form of an error.</param>
    /// <param name="body">The body.</param>
    public string? FindResponseBreach(int status, JsonElement body)
    {
        JsonElement responses = _operation.GetProperty("responses");
        string name = status.ToString(CultureInfo.InvariantCulture);
        JsonElement holder = responses.TryGetProperty(name, out JsonElement response) ? response : responses.GetProperty("400");
        return _validator.FindBreach(SchemaOf(holder), body);
    }

    private static JsonElement SchemaOf(JsonElement holder) =>
        holder.GetProperty("content").GetProperty("application/json").GetProperty("schema");
}
