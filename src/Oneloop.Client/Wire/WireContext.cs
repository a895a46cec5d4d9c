using System.Text.Json.Serialization;

namespace Oneloop.Client.Wire;

/// <summary>The source-generated readers of the API's answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GetCustomerBillingMeterResponse))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class WireContext : JsonSerializerContext;
