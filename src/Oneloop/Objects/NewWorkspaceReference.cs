namespace Oneloop;

/// <summary>Names a workspace that was to be created. The TargetObject of the error if that failed.</summary>
public sealed class NewWorkspaceReference
{
    internal NewWorkspaceReference(string name) => Name = name;

    /// <summary>The workspace's name, as it was given. Never null or blank.</summary>
    public string Name { get; }

    /// <summary>The name, safe to display in one line.</summary>
    public override string ToString() => $"workspace '{DisplayText.Of(Name)}'";
}
