using Oneloop.StandIn.Contract;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>The stand-in has every operation of the contract.</summary>
public sealed class ContractTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    public static TheoryData<string> Operations => [.. ApiContract.Current.Operations.Select(operation => operation.Id)];

    [Fact]
    public void Its_routes_are_the_operations_of_the_contract()
    {
        Assert.Equal(20, ApiContract.Current.Operations.Count);
        Assert.Equal(
            ApiContract.Current.Operations.Select(operation => (operation.Id, operation.Method, operation.Path)).Order(),
            standIn.Server.Routes.Order());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Each_operation_is_there_and_wants_a_token(string operation)
    {
        using ContractClient client = new(standIn.Server, "revoked");
        ContractOperation contract = ApiContract.Current.Find(operation)!;
        string[] ids = contract.Id == "getCustomerBilling" ? ["w", "m"] : [.. Enumerable.Repeat("x", contract.Path.Count(c => c == '{'))];

        Assert.Equal(401, (await client.TryAsync(operation, content: null, ids)).Status);
        Assert.Contains(standIn.Server.Requests.All, request => (request.Operation, request.Method) == (operation, contract.Method));
        Assert.Equal(0, standIn.Server.Requests.Of(operation).Processed);
    }
}
