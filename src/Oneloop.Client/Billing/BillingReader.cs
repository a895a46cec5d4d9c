using System.Text.Json;
using Oneloop.Client.Json;

namespace Oneloop.Client.Billing;

/// <summary>
/// Reads the body of a billing without the serializer, which costs a tenth of a run that reads many. The serializer's own converters
/// decide what a value may be, and a body that is not as expected is left to <see cref="ResponseReader"/>, which explains it.
/// </summary>
internal static class BillingReader
{
    private static readonly CreditsConverter s_credits = new();
    private static readonly TimestampConverter s_timestamp = new();

    [Flags]
    private enum Members
    {
        None = 0,
        Id = 1,
        TotalCredits = 2,
        UsedCredits = 4,
        AllowOverages = 8,
        SpendCap = 16,
        CreatedAt = 32,
        UpdatedAt = 64,
        All = 127,
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body, in UTF-8.</param>
    /// <param name="billing">The billing, or null if the customer has none.</param>
    /// <returns>False: the body is not as expected. It may still be one that <see cref="ResponseReader"/> reads.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out CustomerBillingMeter? billing)
    {
        billing = null;
        bool isFound = false;
        Utf8JsonReader reader = new(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isBilling = reader.ValueTextEquals("billing"u8);
                reader.Read();
                if (!isBilling)
                {
                    reader.Skip();
                }
                else if (isFound || (reader.TokenType != JsonTokenType.Null && (billing = ReadBilling(ref reader)) is null))
                {
                    return false;
                }

                isFound |= isBilling;
            }

            return isFound && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is what the reader throws for text that is no UTF-8.
            return false;
        }
    }

    private static CustomerBillingMeter? ReadBilling(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        CustomerBillingMeter billing = new();
        Members found = Members.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Members member = reader.ValueTextEquals("id"u8) ? Members.Id
                : reader.ValueTextEquals("totalCredits"u8) ? Members.TotalCredits
                : reader.ValueTextEquals("usedCredits"u8) ? Members.UsedCredits
                : reader.ValueTextEquals("allowOverages"u8) ? Members.AllowOverages
                : reader.ValueTextEquals("spendCap"u8) ? Members.SpendCap
                : reader.ValueTextEquals("createdAt"u8) ? Members.CreatedAt
                : reader.ValueTextEquals("updatedAt"u8) ? Members.UpdatedAt
                : Members.None;
            reader.Read();
            switch (member)
            {
                case Members.Id when reader.TokenType == JsonTokenType.String:
                    billing.Id = reader.GetString()!;
                    break;
                case Members.TotalCredits:
                    billing.TotalCredits = s_credits.Read(ref reader, typeof(decimal), null!);
                    break;
                case Members.UsedCredits:
                    billing.UsedCredits = s_credits.Read(ref reader, typeof(decimal), null!);
                    break;
                case Members.AllowOverages when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                    billing.AllowOverages = reader.GetBoolean();
                    break;
                case Members.SpendCap:
                    billing.SpendCap = reader.TokenType == JsonTokenType.Null ? null : s_credits.Read(ref reader, typeof(decimal), null!);
                    break;
                case Members.CreatedAt:
                    billing.CreatedAt = s_timestamp.Read(ref reader, typeof(DateTimeOffset), null!);
                    break;
                case Members.UpdatedAt:
                    billing.UpdatedAt = s_timestamp.Read(ref reader, typeof(DateTimeOffset), null!);
                    break;
                case Members.None:
                    reader.Skip();
                    break;
                default:
                    return null;
            }

            found |= member;
        }

        return found == Members.All && reader.TokenType == JsonTokenType.EndObject ? billing : null;
    }
}
