using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Oneloop.StandIn.Data;

/// <summary>The customers the stand-in knows.</summary>
internal sealed class CustomerBook
{
    /// <summary>In this workspace every meter id there can be is a customer: for load, and for ids of any form.</summary>
    public const string BulkWorkspace = "ws_bulk";

    private readonly Dictionary<string, Dictionary<string, Billing?>> _workspaces;

    private CustomerBook(Dictionary<string, Dictionary<string, Billing?>> workspaces) => _workspaces = workspaces;

    /// <summary>Reads the data set that is built in.</summary>
    public static CustomerBook Load()
    {
        using Stream stream = typeof(CustomerBook).Assembly.GetManifestResourceStream("customers.json")!;
        return new CustomerBook(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, Billing?>>>(stream, JsonSerializerOptions.Web)!);
    }

    /// <summary>Whether there is such a workspace.</summary>
    public bool HasWorkspace(string workspaceId) => workspaceId == BulkWorkspace || _workspaces.ContainsKey(workspaceId);

    /// <summary>A customer's billing; null where none is set up.</summary>
    public Billing? Find(string workspaceId, string externalMeterId) =>
        workspaceId == BulkWorkspace ? Invent(externalMeterId) : _workspaces[workspaceId].GetValueOrDefault(externalMeterId);

    /// <summary>A billing that is the same for the same id in every run.</summary>
    private static Billing Invent(string externalMeterId)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(externalMeterId))
        {
            hash = (hash ^ b) * 16777619;
        }

        return new Billing
        {
            Id = $"cbm_{hash:x8}",
            TotalCredits = "100000",
            UsedCredits = (hash % 120_000).ToString(CultureInfo.InvariantCulture),
            AllowOverages = (hash & 1) == 0,
            SpendCap = null,
            CreatedAt = "2026-01-05T08:00:00.000Z",
            UpdatedAt = "2026-11-01T12:30:00.000Z",
        };
    }
}
