using System.Reflection;
using System.Runtime.CompilerServices;
using Oneloop.Client.Raw;
using Oneloop.StandIn.Contract;

namespace Oneloop.Client.Tests;

/// <summary>The operations of the client, found by reflection, so that a test of all of them has a new one, too.</summary>
internal static class RequestTypes
{
    /// <summary>What requests are made with, by the name of the parameter: what the stand-in's data has.</summary>
    private static readonly Dictionary<string, object> s_arguments = new(StringComparer.Ordinal)
    {
        ["workspaceId"] = "ws_northwind",
        ["externalMeterId"] = "customer_1001----chat",
        ["billingId"] = "cbm_6deceb",
        ["apiKeyId"] = "ak_nw_1001",
        ["customerId"] = "customer_1001",
        ["key"] = "nw_standin_chat_production",
        ["token"] = "link_standin_northwind",
        ["name"] = "Sample",
        ["representation"] = "sample",
        ["credits"] = 1L,
    };

    /// <summary>All but that for any call, which is no operation of its own.</summary>
    public static IReadOnlyList<Type> All { get; } = [.. typeof(OneloopRequest).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(OneloopRequest)) && !type.IsAbstract && type != typeof(RawRequest))];

    /// <summary>Those that change something, or are not known not to.</summary>
    public static IEnumerable<Type> Changes => All.Where(type => Create(type).Operation.Method != HttpMethod.Get);

    /// <summary>A request that can be sent.</summary>
    public static OneloopRequest Create(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        OneloopRequest request = (OneloopRequest)constructor.Invoke([.. constructor.GetParameters().Select(parameter => s_arguments[parameter.Name!])]);
        foreach (PropertyInfo list in type.GetProperties().Where(IsRequiredList))
        {
            list.SetValue(request, Array.CreateInstance(list.PropertyType.GetGenericArguments()[0], 0));
        }

        return request;
    }

    /// <summary>The operation of the contract that a request is. Null: none.</summary>
    public static ContractOperation? InContract(OneloopRequest request) => ApiContract.Current.Operations.SingleOrDefault(
        operation => operation.Method == request.Operation.Method.Method && operation.Path == $"/api/v1/{request.Operation.Template}");

    /// <summary>Whether a property is a list that a caller has to set: without it, the request could not be written.</summary>
    private static bool IsRequiredList(PropertyInfo property) =>
        property.IsDefined(typeof(RequiredMemberAttribute)) && property.PropertyType.IsGenericType
        && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
}
