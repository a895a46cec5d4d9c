using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Tests;

/// <summary>What holds for each operation of the client.</summary>
public sealed class OperationTests
{
    /// <summary>The changes that set absolute values, so that repeating them does no harm.</summary>
    private static readonly string[] s_repeatableChanges = ["EditApiKeyRequest", "UpdateWorkspaceRequest"];

    public static TheoryData<Type> Requests => [.. RequestTypes.All];

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_change_is_repeated_blindly_only_if_it_is_on_the_list(Type type)
    {
        Operation operation = RequestTypes.Create(type).Operation;

        Assert.True(
            operation.Method == HttpMethod.Get || operation.Retry == Retry.IfNotProcessed || s_repeatableChanges.Contains(type.Name),
            $"{type.Name} is not a GET and is retried always.");
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_change_carries_a_content(Type type)
    {
        OneloopRequest request = RequestTypes.Create(type);
        using HttpContent? content = request.CreateContent();

        Assert.Equal(request.Operation.Method == HttpMethod.Get, content is null);
    }
}
