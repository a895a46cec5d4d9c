using System.Runtime.CompilerServices;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Raw;

namespace Oneloop.Client.Tests;

/// <summary>What holds for each operation of the client.</summary>
public sealed class OperationTests
{
    /// <summary>The changes that set absolute values, so that repeating them does no harm.</summary>
    private static readonly string[] s_repeatableChanges = ["EditApiKeyRequest", "UpdateWorkspaceRequest"];

    /// <summary>All but that for any call, which is no operation of its own: see <see cref="Raw.RawRequestTests"/>.</summary>
    public static TheoryData<Type> Requests => [.. typeof(OneloopRequest).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(OneloopRequest)) && !type.IsAbstract && type != typeof(RawRequest))];

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_change_is_repeated_blindly_only_if_it_is_on_the_list(Type type)
    {
        Operation operation = Create(type).Operation;

        Assert.True(
            operation.Method == HttpMethod.Get || operation.Retry == Retry.IfNotProcessed || s_repeatableChanges.Contains(type.Name),
            $"{type.Name} is not a GET and is retried always.");
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_change_carries_a_content(Type type)
    {
        OneloopRequest request = Create(type);
        using HttpContent? content = request.CreateContent();

        Assert.Equal(request.Operation.Method == HttpMethod.Get, content is null);
    }

    /// <summary>Whether requests of a type are no GETs.</summary>
    internal static bool IsChange(Type type) => Create(type).Operation.Method != HttpMethod.Get;

    /// <summary>A request whose fixed facts can be asked for; its own members are not set.</summary>
    private static OneloopRequest Create(Type type) => (OneloopRequest)RuntimeHelpers.GetUninitializedObject(type);
}
