using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Oneloop.Tests.GitHub;

/// <summary>What .github says, held against what GitHub can be trusted with and against the tasks that build.ps1 really has.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string s_gitHub = Path.Join(Repository.Root, ".github");
    private static readonly string[] s_tasks = [.. TaskSet().Match(File.ReadAllText(Path.Join(Repository.Root, "build.ps1")))
        .Groups[1].Value.Split(',').Select(task => task.Trim(' ', '\''))];

    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Path.Join(s_gitHub, "workflows")).Select(Path.GetFileName).Cast<string>()];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_may_only_read(string workflow)
    {
        YamlMappingNode root = Read("workflows", workflow);
        Assert.Equal("read", Assert.Single(Map(root, "permissions").Children, child => Text(child.Key) == "contents").Value.ToString());
        Assert.Single(Map(root, "permissions").Children);
        Assert.All(Jobs(root), job => Assert.False(job.Value.Children.ContainsKey("permissions"), $"{job.Name} has permissions of its own."));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_uses_only_actions_pinned_by_commit_with_their_version_beside(string workflow)
    {
        string[] uses = [.. File.ReadLines(Path.Join(s_gitHub, "workflows", workflow)).Where(line => UsesLine().IsMatch(line))];
        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(@"uses: (\./\.github/workflows/[\w-]+\.yml|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", line));
        Assert.Equal(uses.Length, Steps(Read("workflows", workflow)).Count(step => Has(step, "uses")) + Jobs(Read("workflows", workflow)).Count(job => Has(job.Value, "uses")));
    }

    [Fact]
    public void One_action_has_one_commit_everywhere()
    {
        IEnumerable<IGrouping<string, string>> actions = Workflows
            .SelectMany(workflow => Steps(Read("workflows", workflow)))
            .Where(step => Has(step, "uses"))
            .Select(step => Text(step["uses"]).Split('@'))
            .GroupBy(parts => parts[0], parts => parts[1]);
        Assert.All(actions, action => Assert.Single(action.Distinct()));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_keeps_no_credentials_and_has_an_end(string workflow)
    {
        YamlMappingNode root = Read("workflows", workflow);
        Assert.True(Has(root, "concurrency"));
        Assert.All(Jobs(root).Where(job => !Has(job.Value, "uses")), job => Assert.InRange(int.Parse(Text(job.Value["timeout-minutes"]), null), 1, 60));
        Assert.All(
            Steps(root).Where(step => Has(step, "uses") && Text(step["uses"]).StartsWith("actions/checkout@", StringComparison.Ordinal)),
            step => Assert.Equal("false", Text(Map(step, "with")["persist-credentials"])));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_calls_tasks_that_there_are_and_pastes_nothing_into_a_script(string workflow)
    {
        Assert.Contains("build", s_tasks);
        Assert.All(Steps(Read("workflows", workflow)).Where(step => Has(step, "run")), step =>
        {
            string script = Text(step["run"]);
            Assert.DoesNotContain("${{", script, StringComparison.Ordinal);
            Assert.All(BuildCall().Matches(script), call => Assert.Contains(call.Groups[1].Value, s_tasks));
        });
    }

    [Fact]
    public void Package_is_built_once_and_that_one_is_linted_and_tested_on_each_system_with_each_line_of_PowerShell()
    {
        Dictionary<string, YamlMappingNode> jobs = Jobs(Read("workflows", "ci.yml")).ToDictionary(job => job.Name, job => job.Value);
        Assert.Equal("package", Assert.Single(jobs.SelectMany(job => Calls(job.Value)), call => call is "build" or "package"));
        Assert.Equal(["package"], Calls(jobs["build"]));
        foreach ((string name, string task) in new[] { ("lint", "lint"), ("test", "test") })
        {
            Assert.Equal("build", Text(jobs[name]["needs"]));
            Assert.Contains(Steps(jobs[name]), step => Has(step, "run") && Text(step["run"]).StartsWith($"./build.ps1 {task} -PackagePath ", StringComparison.Ordinal));
        }

        YamlMappingNode matrix = Map(Map(jobs["test"], "strategy"), "matrix");
        Assert.Equal(["macos", "ubuntu", "windows"], List(matrix, "os").Select(system => system.Split('-')[0]).Order());
        Assert.Equal(["7.4", "7.6"], List(matrix, "powershell").Select(version => version[..version.LastIndexOf('.')]));
    }

    [Fact]
    public void Only_the_job_that_publishes_has_the_key_and_it_runs_in_an_environment_after_all_tests_of_a_tag()
    {
        YamlMappingNode release = Read("workflows", "release.yml");
        Assert.Equal(["v*"], List(Map(Map(release, "on"), "push"), "tags"));
        Dictionary<string, YamlMappingNode> jobs = Jobs(release).ToDictionary(job => job.Name, job => job.Value);
        Assert.Equal("./.github/workflows/ci.yml", Text(jobs["ci"]["uses"]));
        Assert.Equal("ci", Text(jobs["publish"]["needs"]));
        Assert.True(Has(jobs["publish"], "environment"));
        Assert.Equal(["publish"], Calls(jobs["publish"]));

        YamlMappingNode step = Assert.Single(Steps(jobs["publish"]), step => Has(step, "env"));
        Assert.Equal("${{ secrets.PSGALLERY_KEY }}", Text(Map(step, "env")["PSGALLERY_KEY"]));
        Assert.Single(Workflows.SelectMany(workflow => Secret().Matches(File.ReadAllText(Path.Join(s_gitHub, "workflows", workflow)))));
    }

    [Fact]
    public void Dependabot_looks_after_packages_and_actions()
    {
        YamlSequenceNode updates = (YamlSequenceNode)Read("dependabot.yml")["updates"];
        Assert.Equal(["github-actions", "npm", "nuget"], updates.Select(update => Text(update["package-ecosystem"])).Distinct().Order());
    }

    [Fact]
    public void Bug_form_asks_for_Verbose_and_says_that_the_token_is_not_in_it()
    {
        YamlSequenceNode body = (YamlSequenceNode)Read("ISSUE_TEMPLATE", "bug.yml")["body"];
        YamlNode verbose = Assert.Single(body, field => field is YamlMappingNode map && Has(map, "id") && Text(map["id"]) == "verbose");
        Assert.Contains("-Verbose", Text(verbose["attributes"]["label"]), StringComparison.Ordinal);
        Assert.Contains("token is not in it", Text(verbose["attributes"]["description"]), StringComparison.Ordinal);
        Assert.NotEmpty((YamlSequenceNode)Read("ISSUE_TEMPLATE", "feature.yml")["body"]);
        Assert.Equal("false", Text(Read("ISSUE_TEMPLATE", "config.yml")["blank_issues_enabled"]));
    }

    private static YamlMappingNode Read(params string[] path)
    {
        YamlStream stream = [];
        using StreamReader reader = File.OpenText(Path.Join([s_gitHub, .. path]));
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static IEnumerable<(string Name, YamlMappingNode Value)> Jobs(YamlMappingNode root) =>
        Map(root, "jobs").Children.Select(job => (Text(job.Key), (YamlMappingNode)job.Value));

    /// <summary>The steps of a workflow, or of one job.</summary>
    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode node) => Has(node, "jobs")
        ? Jobs(node).SelectMany(job => Steps(job.Value))
        : Has(node, "steps") ? ((YamlSequenceNode)node["steps"]).Cast<YamlMappingNode>() : [];

    /// <summary>The tasks of build.ps1 that a job calls.</summary>
    private static IEnumerable<string> Calls(YamlMappingNode job) => Steps(job)
        .Where(step => Has(step, "run"))
        .SelectMany(step => BuildCall().Matches(Text(step["run"])))
        .Select(call => call.Groups[1].Value);

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    private static IEnumerable<string> List(YamlMappingNode node, string key) => ((YamlSequenceNode)node[key]).Select(Text);

    private static bool Has(YamlMappingNode node, string key) => node.Children.ContainsKey(key);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"\[ValidateSet\(([^)]+)\)\]")]
    private static partial Regex TaskSet();

    [GeneratedRegex(@"^\s*(- )?uses:")]
    private static partial Regex UsesLine();

    [GeneratedRegex(@"\./build\.ps1 (\w+)")]
    private static partial Regex BuildCall();

    [GeneratedRegex(@"\bsecrets\.")]
    private static partial Regex Secret();
}
