using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Wire;

namespace Oneloop.Client.Json;

/// <summary>Reads the body of a 200 strictly, and tells in words where and how it breaks the contract.</summary>
internal static class BillingReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the body.</summary>
    /// <param name="body">The whole body, in UTF-8.</param>
    /// <param name="billing">The customer's billing, or null where the customer has none set up.</param>
    /// <returns>Whether the body is what the contract says.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> body, out CustomerBillingMeter? billing)
    {
        billing = null;
        try
        {
            GetCustomerBillingMeterResponse? response = Deserialize(body);
            billing = response?.Billing;
            return response is not null;
        }
        catch (Exception e) when (e is ContractBreachException or JsonException)
        {
            return false;
        }
    }

    /// <summary>Tells how a body that could not be read breaks the contract.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="mediaType">The answer's content type, to be named where the body is no JSON; null where it had none.</param>
    /// <returns>A sentence without its full stop.</returns>
    public static string Explain(ReadOnlyMemory<byte> body, string? mediaType)
    {
        try
        {
            Deserialize(body);
            return "the answer is null; expected was an object";
        }
        catch (ContractBreachException e)
        {
            return $"{Place(e.Path)} {e.What}";
        }
        catch (JsonException e)
        {
            return Explain(WithoutMark(body), mediaType, e);
        }
    }

    private static GetCustomerBillingMeterResponse? Deserialize(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize(WithoutMark(body).Span, WireContext.Default.GetCustomerBillingMeterResponse);

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;

    /// <summary>The serializer's own words differ from one .NET to the next, so the fault is looked up in the body instead.</summary>
    private static string Explain(ReadOnlyMemory<byte> body, string? mediaType, JsonException fault)
    {
        if (body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return "the answer is empty";
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Missing(WireContext.Default.GetCustomerBillingMeterResponse, document.RootElement, "the answer")
                ?? Missing(WireContext.Default.CustomerBillingMeter, document.RootElement.GetProperty("billing"), "billing")
                ?? $"{Place(fault.Path)} is not of the type that the contract says";
        }
        catch (JsonException e)
        {
            string kind = mediaType is null or "application/json" ? string.Empty : $" ({mediaType})";
            return $"the answer is not JSON{kind}: it breaks at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        }
    }

    private static string? Missing(JsonTypeInfo type, JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return $"{name} is a JSON {element.ValueKind.ToString().ToLowerInvariant()}; expected was an object";
        }

        IEnumerable<string> missing = type.Properties.Where(p => p.IsRequired && !element.TryGetProperty(p.Name, out _)).Select(p => p.Name);
        string names = string.Join(", ", missing);
        return names.Length == 0 ? null : $"{name} lacks {names}";
    }

    private static string Place(string? path) => path is null or "$" ? "the answer" : path.TrimStart('$', '.');
}
