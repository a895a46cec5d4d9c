using Oneloop.StandIn.Contract;

namespace Oneloop.StandIn.Api.Routing;

/// <summary>One operation, and the code that carries it out.</summary>
internal sealed class ApiRoute(string operation, string method, string template, Func<ApiRequest, ApiResponse> handle)
{
    /// <summary>The operationId of the contract.</summary>
    public string Operation => operation;

    public string Method => method;

    /// <summary>The path, with holes such as {id}.</summary>
    public string Template => template;

    public Func<ApiRequest, ApiResponse> Handle => handle;

    /// <summary>What the contract says of it; null: it is not in the contract.</summary>
    public ContractOperation? Contract { get; } = ApiContract.Current.Find(operation);
}
