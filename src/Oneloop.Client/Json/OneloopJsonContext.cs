using System.Text.Json;
using System.Text.Json.Serialization;
using Oneloop.Client.ApiKeys;
using Oneloop.Client.LinkTokens;

namespace Oneloop.Client.Json;

/// <summary>The source-generated metadata of all requests and responses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BillingEnvelope))]
[JsonSerializable(typeof(UsageEnvelope))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(ApiKeyEnvelope))]
[JsonSerializable(typeof(ApiKeyListEnvelope))]
[JsonSerializable(typeof(ApiKeyWithSecretEnvelope))]
[JsonSerializable(typeof(ApiKeyVerification))]
[JsonSerializable(typeof(IReadOnlyList<ApiKeyScope>))]
[JsonSerializable(typeof(LinkToken))]
[JsonSerializable(typeof(LinkTokenValidation))]
[JsonSerializable(typeof(ScopeEnvelope))]
[JsonSerializable(typeof(ScopeListEnvelope))]
[JsonSerializable(typeof(WorkspaceEnvelope))]
[JsonSerializable(typeof(WorkspaceListEnvelope))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class OneloopJsonContext : JsonSerializerContext;
