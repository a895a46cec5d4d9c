namespace Oneloop;

/// <summary>Names one API key. The TargetObject of every error about one, so that it can be piped into Get-OneloopApiKey.</summary>
public sealed class ApiKeyReference
{
    internal ApiKeyReference(string workspaceId, string apiKeyId)
    {
        WorkspaceId = workspaceId;
        ApiKeyId = apiKeyId;
    }

    /// <summary>The workspace's id, as it was asked for. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The id of the API key, as it was asked for. Never null or blank.</summary>
    public string ApiKeyId { get; }

    /// <summary>Both ids, safe to display in one line.</summary>
    public override string ToString() => $"API key '{DisplayText.Of(ApiKeyId)}' in workspace '{DisplayText.Of(WorkspaceId)}'";
}
