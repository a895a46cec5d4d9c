using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>Whether a customer's key is valid. Only one that is takes usage.</summary>
internal sealed class VerificationResource(Store store)
{
    private sealed record Question(
        string Key, IReadOnlyList<KeyScope> RequestedScopes, UsageToTake? Billing, RateLimitToKeep? RateLimitConfig);

    private sealed record UsageToTake(string Usage = "1", string? UsageName = null);

    private sealed record RateLimitToKeep(string Id, decimal Limit);

    private sealed record Verification(
        string ApiKeyId,
        decimal? ExpiresAt,
        IReadOnlyList<KeyScope> RequestedScopes,
        string Status,
        Billing? Billing,
        string? ExternalMeterId,
        string? CustomerId,
        IReadOnlyList<KeyScope> Scopes,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RateLimit? RateLimit = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Metadata = null);

    public ApiResponse Verify(ApiRequest request)
    {
        Question question = request.Read<Question>();
        if (store.ApiKeys.FindBySecret(question.Key) is not { } key)
        {
            // The contract has no null for the id of a key that does not exist.
            return ApiResponse.Ok(new Verification(string.Empty, null, question.RequestedScopes, "INVALID", null, null, null, []));
        }

        Billing? billing = key.ExternalMeterId is { } meter ? store.Billings.Find(key.WorkspaceId, meter) : null;
        BigInteger usage = question.Billing is { } toTake ? Credits.Parse(toTake.Usage) : BigInteger.Zero;
        RateLimit? rate = null;
        string status = key.Deleted ? "DELETED"
            : !key.Enabled ? "DISABLED"
            : store.Clock.HasPassed(key.ExpiresAt) ? "EXPIRED"
            : !question.RequestedScopes.All(asked => key.Scopes.Any(scope => scope.Covers(asked))) ? "INVALID_SCOPES"
            : IsOverLimit(billing, usage) ? "USAGE_LIMITED"
            : question.RateLimitConfig is { } limit && !store.RateLimits.TryTake(key.Id, limit.Id, limit.Limit, out rate) ? "RATE_LIMITED"
            : "VALID";
        if (status == "VALID")
        {
            store.ApiKeys.Set(key with { LastUsedAt = store.Clock.Timestamp });
            if (billing is not null && question.Billing is { } taken)
            {
                billing = store.Billings.Use(key.WorkspaceId, key.ExternalMeterId!, usage, taken.UsageName);
            }
        }

        return ApiResponse.Ok(new Verification(
            key.Id,
            key.ExpiresAt,
            question.RequestedScopes,
            status,
            billing,
            key.ExternalMeterId,
            key.CustomerId,
            key.Scopes,
            rate,
            key.Metadata));
    }

    private static bool IsOverLimit(Billing? billing, BigInteger usage)
    {
        if (billing is not { AllowOverages: false })
        {
            return false;
        }

        BigInteger left = Credits.Parse(billing.TotalCredits) - Credits.Parse(billing.UsedCredits);
        return left <= 0 || left < usage;
    }
}
