using System.Text.Json;

namespace Oneloop.StandIn.Contract;

/// <summary>The API's OpenAPI document, as data: its operations, and the form of their bodies.</summary>
public sealed class ApiContract
{
    private readonly Dictionary<string, ContractOperation> _operations;
    private readonly SchemaValidator _validator;

    private ApiContract(JsonElement document)
    {
        _validator = new SchemaValidator(document);
        _operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
                .Select(method => new ContractOperation(method.Name.ToUpperInvariant(), path.Name, method.Value, _validator)))
            .ToDictionary(operation => operation.Id, StringComparer.Ordinal);
    }

    /// <summary>The one contract there is.</summary>
    public static ApiContract Current { get; } = Load();

    /// <summary>All operations, in the document's order.</summary>
    public IReadOnlyCollection<ContractOperation> Operations => _operations.Values;

    /// <summary>The operation of that operationId; null: there is none.</summary>
    public ContractOperation? Find(string operationId) => _operations.GetValueOrDefault(operationId);

    /// <summary>The schema that a reference, such as "#/components/schemas/Scope", leads to.</summary>
    public JsonElement Schema(string reference) => _validator.Resolve(reference);

    private static ApiContract Load()
    {
        using Stream stream = typeof(ApiContract).Assembly.GetManifestResourceStream("oneloop.openapi.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return new ApiContract(document.RootElement.Clone());
    }
}
