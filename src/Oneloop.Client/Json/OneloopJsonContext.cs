using System.Text.Json;
using System.Text.Json.Serialization;
using Oneloop.Client.ApiKeys;
using Oneloop.Client.Billing;
using Oneloop.Client.LinkTokens;
using Oneloop.Client.Scopes;
using Oneloop.Client.Usage;
using Oneloop.Client.Workspaces;

namespace Oneloop.Client.Json;

/// <summary>The source-generated metadata of all requests and responses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BillingEnvelope))]
[JsonSerializable(typeof(CreateBillingRequest.Body), TypeInfoPropertyName = "CreateBillingBody")]
[JsonSerializable(typeof(RefillBillingRequest.Body), TypeInfoPropertyName = "RefillBillingBody")]
[JsonSerializable(typeof(UsageEnvelope))]
[JsonSerializable(typeof(RecordUsageRequest.Body), TypeInfoPropertyName = "RecordUsageBody")]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(ApiKeyEnvelope))]
[JsonSerializable(typeof(ApiKeyListEnvelope))]
[JsonSerializable(typeof(ApiKeyWithSecretEnvelope))]
[JsonSerializable(typeof(ApiKeyVerification))]
[JsonSerializable(typeof(CreateApiKeyRequest.Body), TypeInfoPropertyName = "CreateApiKeyBody")]
[JsonSerializable(typeof(EditApiKeyRequest.Body), TypeInfoPropertyName = "EditApiKeyBody")]
[JsonSerializable(typeof(VerifyApiKeyRequest.Body), TypeInfoPropertyName = "VerifyApiKeyBody")]
[JsonSerializable(typeof(LinkToken))]
[JsonSerializable(typeof(LinkTokenValidation))]
[JsonSerializable(typeof(CreateLinkTokenRequest.Body), TypeInfoPropertyName = "CreateLinkTokenBody")]
[JsonSerializable(typeof(ScopeEnvelope))]
[JsonSerializable(typeof(ScopeListEnvelope))]
[JsonSerializable(typeof(CreateScopeRequest.Body), TypeInfoPropertyName = "CreateScopeBody")]
[JsonSerializable(typeof(WorkspaceEnvelope))]
[JsonSerializable(typeof(WorkspaceListEnvelope))]
[JsonSerializable(typeof(CreateWorkspaceRequest.Body), TypeInfoPropertyName = "CreateWorkspaceBody")]
[JsonSerializable(typeof(UpdateWorkspaceRequest.Body), TypeInfoPropertyName = "UpdateWorkspaceBody")]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class OneloopJsonContext : JsonSerializerContext;
