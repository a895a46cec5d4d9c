using System.Text.Json.Serialization;

namespace Oneloop.Client.Json;

/// <summary>The source-generated metadata of all requests and responses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BillingEnvelope))]
[JsonSerializable(typeof(WorkspaceEnvelope))]
[JsonSerializable(typeof(WorkspaceListEnvelope))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class OneloopJsonContext : JsonSerializerContext;
