// Adds up what dotnet test left in a folder, prints "N passed, N failed, N skipped", and fails if a test failed or none passed:
//   dotnet run build/CountTests.cs -- artifacts/test-results
using System.Text.Json;
using System.Xml.Linq;

int passed = 0, failed = 0, skipped = 0;
// Without the folder, not even the build succeeded.
foreach (string file in Directory.Exists(args[0]) ? Directory.GetFiles(args[0], "*.trx") : [])
{
    XElement counters = XDocument.Load(file).Descendants().Single(element => element.Name.LocalName == "Counters");
    int Count(string name) => (int)counters.Attribute(name)!;
    passed += Count("passed");
    failed += Count("failed");
    skipped += Count("total") - Count("executed");
}

// The one xUnit test that runs the Pester suite is replaced by the suite's own counts.
string pester = Path.Join(args[0], "pester.json");
if (File.Exists(pester))
{
    using JsonDocument counts = JsonDocument.Parse(File.ReadAllText(pester));
    int Count(string name) => counts.RootElement.GetProperty(name).GetInt32();
    (passed, failed) = Count("failed") > 0 ? (passed, failed - 1) : (passed - 1, failed);
    passed += Count("passed");
    failed += Count("failed");
    skipped += Count("skipped");
}

Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 && passed > 0 ? 0 : 1;
