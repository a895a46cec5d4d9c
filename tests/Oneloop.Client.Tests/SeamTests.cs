using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Oneloop.StandIn.Contract;

namespace Oneloop.Client.Tests;

/// <summary>Each request type has what CONTRIBUTING's "Adding an operation" asks for, and each operation of the contract has one.</summary>
public sealed partial class SeamTests
{
    private static readonly string s_root = FindRoot();

    public static TheoryData<Type> Requests => OperationTests.Requests;

    public static TheoryData<string> Operations => [.. ApiContract.Current.Operations.Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void It_is_one_file_in_the_folder_of_its_area(Type request) =>
        Assert.True(File.Exists(Path.Join(s_root, "src", "Oneloop.Client", request.Namespace!.Split('.')[^1], $"{request.Name}.cs")));

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_cmdlet_submits_it_and_has_a_help_page_and_a_test_file(Type request)
    {
        string[] cmdlets =
        [
            .. Directory.EnumerateFiles(Path.Join(s_root, "src", "Oneloop", "Commands"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText)
                .Where(source => Regex.IsMatch(source, $@"\b{request.Name}\b.*new\(|new {request.Name}\("))
                .Select(source => CmdletAttribute().Match(source))
                .Where(match => match.Success)
                .Select(match => $"{match.Groups[1].Value}-{match.Groups[2].Value}"),
        ];

        Assert.NotEmpty(cmdlets);
        Assert.All(cmdlets, cmdlet =>
        {
            Assert.True(File.Exists(Path.Join(s_root, "docs", "en-US", $"{cmdlet}.md")), $"There is no help page {cmdlet}.md.");
            Assert.True(File.Exists(Path.Join(s_root, "tests", "Oneloop.Tests", $"{cmdlet}.Tests.ps1")), $"There is no {cmdlet}.Tests.ps1.");
            Assert.Contains($"'{cmdlet}'", File.ReadAllText(Path.Join(s_root, "Oneloop.psd1")), StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void The_contract_and_so_the_stand_in_has_its_route(Type request)
    {
        OneloopRequest created = RequestTypes.Create(request);

        Assert.True(RequestTypes.InContract(created) is not null, $"The contract has no {created.Operation.Method} /api/v1/{created.Operation.Template}.");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void The_operation_of_the_contract_has_a_request(string operation)
    {
        ContractOperation contract = ApiContract.Current.Find(operation)!;

        Assert.Single(RequestTypes.All, type => RequestTypes.InContract(RequestTypes.Create(type)) == contract);
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Join(Path.GetDirectoryName(thisFile), "..", ".."));

    [GeneratedRegex(@"\[Cmdlet\(Verbs\w+\.(\w+), ""(\w+)""")]
    private static partial Regex CmdletAttribute();
}
