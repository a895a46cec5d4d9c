using System.Globalization;
using System.Text;
using Oneloop.Exports;
using Oneloop.Formatting;

namespace Oneloop.Tests.Exports;

/// <summary>Files of billings: what is written comes back, and damage costs the damaged row alone.</summary>
public sealed class BillingFileTests
{
    private const int Seed = 20261201;
    private const decimal Most = 9_999_999_999_999_999_999_999_999_999m;

    private static readonly string[] s_pieces =
        ["=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "'", "\"", "\"\"", ",", ";", " ", "\\", "{", "}", "[", "]", ":", "\0", "a", "ws", "\u00fc", "\uFF1D", "\u6771", "\U0001F9FE", "\uFEFF", "\u2028"];

    private static readonly ReportSource s_source = new(null, DateTimeOffset.UnixEpoch, "0.0.0");

    [Theory]
    [InlineData(".csv", true)]
    [InlineData(".csv", false)]
    [InlineData(".json", true)]
    [InlineData(".ndjson", true)]
    public void Hostile_ids_and_all_digits_come_back(string extension, bool isGuarded)
    {
        Random random = new(Seed);
        CustomerBilling[] written = [.. Enumerable.Range(0, 3000).Select(_ => Billing(random))];
        byte[] file = Write(extension, written, isGuarded);
        (List<CustomerBilling> read, List<string> problems) = Read(extension, new TrickleStream(file, random), isGuarded);
        Assert.Empty(problems);
        Assert.Equal(written.Select(Text), read.Select(Text));
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".json")]
    [InlineData(".ndjson")]
    public void No_billing_makes_a_file_that_is_read_as_none(string extension)
    {
        (List<CustomerBilling> read, List<string> problems) = Read(extension, new MemoryStream(Write(extension, [])));
        Assert.Empty(problems);
        Assert.Empty(read);
    }

    [Fact]
    public void Csv_is_as_documented()
    {
        CustomerBilling billing = new(new CustomerReference("ws", "=a,\"b\""), "cbm", Most, 1_000_000_000_000_000, new NumberWidths())
        {
            SpendCap = null,
            CreatedAt = new DateTime(2026, 1, 31, 9, 30, 0, DateTimeKind.Utc).ToLocalTime(),
            UpdatedAt = new DateTime(638_000_000_000_000_001, DateTimeKind.Utc).ToLocalTime(),
        };
        Assert.Equal(
            "WorkspaceId,ExternalMeterId,Id,TotalCredits,UsedCredits,RemainingCredits,OverageCredits,UsedPercent,AllowOverages,SpendCap,CreatedAt,UpdatedAt\r\n"
            + "\"ws\",\"'=a,\"\"b\"\"\",\"cbm\",9999999999999999999999999999,1000000000000000,9999999999998999999999999999,0,1E-11,False,,2026-01-31T09:30:00.0000000Z,2022-09-28T22:13:20.0000001Z\r\n",
            Encoding.UTF8.GetString(Write(".csv", [billing])));
    }

    [Theory]
    [InlineData("a mark of the byte order", "\uFEFF", "\r\n", ",")]
    [InlineData("another line end and delimiter", "", "\n", ";")]
    [InlineData("tabs", "", "\r\n", "\t")]
    public void Csv_written_again_by_another_tool_is_read(string what, string mark, string lineEnd, string delimiter)
    {
        string[] rows =
        [
            "\"externalMeterId\",\"WORKSPACEID\",Note,Id,TotalCredits,\"UsedCredits\",AllowOverages,SpendCap,CreatedAt,UpdatedAt",
            "m,ws,x,cbm,\"10\",20,TRUE,\"\",2026-01-31 09:30:00Z,2026-01-31T15:00:00+05:30",
            string.Empty,
        ];
        string text = mark + string.Join(lineEnd, rows).Replace(",", delimiter, StringComparison.Ordinal);
        (List<CustomerBilling> read, List<string> problems) = Read(".csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.True(problems.Count == 0, $"{what}: {string.Join('\n', problems)}");
        CustomerBilling billing = Assert.Single(read);
        Assert.Equal(("ws", "m", 10m, 10m, true, (decimal?)null), (billing.WorkspaceId, billing.ExternalMeterId, billing.TotalCredits, billing.OverageCredits, billing.AllowOverages, billing.SpendCap));
        Assert.Equal(billing.CreatedAt, billing.UpdatedAt);
    }

    [Theory]
    [InlineData(".csv", "\"ws\",\"m\"", "3: It has 2 cells instead of 12.")]
    [InlineData(".csv", "\"ws,\"m\",\"cbm\",1,1,0,0,100,True,,2026-01-31T09:30:00Z,2026-01-31T09:30:00Z", "3: Cell 1 goes on after its closing quote.")]
    [InlineData(".csv", "\"ws\",\"m\",\"cbm\",1,1,0,0,100,True,,2026-01-31T09:30:00Z,\"2026", "3: Cell 12 goes on after its closing quote.")]
    [InlineData(".csv", "\"ws\",\"m\",\"cbm\",\"1,5\",1,0,0,100,True,,2026-01-31T09:30:00Z,2026-01-31T09:30:00Z", "3: TotalCredits '1,5' is no whole number, in digits alone, of at most 28.")]
    [InlineData(".csv", "\"ws\",\"m\",\"cbm\",1,1,0,0,100,True,,31.01.2026 09:30:00,2026-01-31T09:30:00Z", "3: CreatedAt '31.01.2026 09:30:00' is no time in ISO 8601 with its offset from UTC, such as 2026-01-31T09:30:00Z.")]
    [InlineData(".csv", "\"ws\",\"m\",\"cbm\",1,1,0,0,100,True,,2026-01-31T09:30:00,2026-01-31T09:30:00Z", "3: CreatedAt '2026-01-31T09:30:00' is no time in ISO 8601 with its offset from UTC, such as 2026-01-31T09:30:00Z.")]
    [InlineData(".csv", "\"ws\",\"m\",\"cbm\",1,1,5,0,100,True,,2026-01-31T09:30:00Z,2026-01-31T09:30:00Z", "3: RemainingCredits '5' does not fit TotalCredits and UsedCredits, which give 0.")]
    [InlineData(".csv", "\"ws\",\" \",\"cbm\",1,1,0,0,100,True,,2026-01-31T09:30:00Z,2026-01-31T09:30:00Z", "3: ExternalMeterId is missing.")]
    [InlineData(".csv", "\"ws\",\"m\",\"cbm\",1,1,0,0,100,yes,,2026-01-31T09:30:00Z,2026-01-31T09:30:00Z", "3: AllowOverages 'yes' is neither True nor False.")]
    [InlineData(".json", "{\"WorkspaceId\":\"ws\"},", "3: ExternalMeterId is missing.")]
    [InlineData(".json", "{\"WorkspaceId\":\"ws,\"ExternalMeterId\":\"m\"},", "3: It is not JSON at byte 21 of line 3.")]
    [InlineData(".json", "{\"WorkspaceId\":\"ws\",", "3: Its object of JSON does not end.")]
    [InlineData(".json", "what is this", "3: It begins with no object of JSON.")]
    [InlineData(".ndjson", "{\"WorkspaceId\":\"ws\",\"External", "3: It is not JSON at byte 30 of line 3.")]
    [InlineData(".ndjson", "[1]", "3: It begins with no object of JSON.")]
    public void A_damaged_row_is_named_and_the_others_are_read(string extension, string row, string problem)
    {
        Random random = new(Seed);
        CustomerBilling[] written = [.. Enumerable.Range(0, 4).Select(i => Plain($"m{i}"))];
        List<string> lines = [.. Encoding.UTF8.GetString(Write(extension, written)).TrimEnd('\n').Split('\n')];
        lines.Insert(2, row);
        byte[] file = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        (List<CustomerBilling> read, List<string> problems) = Read(extension, new TrickleStream(file, random));
        Assert.Equal([problem], problems);
        Assert.Equal(written.Select(Text), read.Select(Text));
    }

    [Theory]
    [InlineData(".csv", "\"ws\",\"m", "4: Cell 2 has no closing quote.")]
    [InlineData(".json", "{\"WorkspaceId\":", "4: Its object of JSON does not end.|4: The file ends before its array does.")]
    [InlineData(".ndjson", "{\"WorkspaceId\":\"ws", "3: Its object of JSON does not end.")]
    public void A_file_that_was_cut_off_is_read_up_to_there(string extension, string cut, string expected)
    {
        CustomerBilling[] written = [Plain("a"), Plain("b")];
        string file = Encoding.UTF8.GetString(Write(extension, written)).TrimEnd(']', '\n', '\r');
        (List<CustomerBilling> read, List<string> problems) = Read(extension, new MemoryStream(Encoding.UTF8.GetBytes($"{file}\n{cut}")));
        Assert.Equal(expected.Split('|'), problems);
        Assert.Equal(written.Select(Text), read.Select(Text));
    }

    [Fact]
    public void Bytes_that_are_no_text_cost_their_row()
    {
        byte[] file = Write(".csv", [Plain("a"), Plain("b"), Plain("c")]);
        file[file.AsSpan().IndexOf("\"b\""u8) + 1] = 0xFF;
        (List<CustomerBilling> read, List<string> problems) = Read(".csv", new MemoryStream(file));
        Assert.Equal(["3: The row is not UTF-8."], problems);
        Assert.Equal(["a", "c"], read.Select(static billing => billing.ExternalMeterId));
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("WorkspaceId,ExternalMeterId\r\nws,m\r\n", "It has no column Id, TotalCredits, UsedCredits, AllowOverages, SpendCap, CreatedAt, UpdatedAt.")]
    public void Csv_of_something_else_is_refused(string text, string expected) =>
        Assert.Equal(expected, new CsvBillingReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), isGuarded: true).Open());

    private static CustomerBilling Plain(string meter) => new(new CustomerReference("ws", meter), "cbm", 10, 20, new NumberWidths())
    {
        CreatedAt = DateTime.UnixEpoch.ToLocalTime(),
        UpdatedAt = DateTime.UnixEpoch.ToLocalTime(),
    };

    private static CustomerBilling Billing(Random random)
    {
        decimal Number() => random.Next(4) switch
        {
            0 => 0,
            1 => Most - random.Next(1000),
            2 => random.NextInt64(),
            _ => random.Next(1_000_000),
        };
        return new CustomerBilling(new CustomerReference(Id(random), Id(random)), Id(random), Number(), Number(), new NumberWidths())
        {
            AllowOverages = random.Next(2) == 0,
            SpendCap = random.Next(2) == 0 ? null : Number(),
            CreatedAt = new DateTime(random.NextInt64(DateTime.UnixEpoch.Ticks, DateTime.UnixEpoch.AddYears(100).Ticks), DateTimeKind.Utc).ToLocalTime(),
            UpdatedAt = new DateTime(random.NextInt64(DateTime.UnixEpoch.Ticks, DateTime.UnixEpoch.AddYears(100).Ticks), DateTimeKind.Utc).ToLocalTime(),
        };
    }

    private static string Id(Random random)
    {
        string id;
        do
        {
            id = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
        }
        while (string.IsNullOrWhiteSpace(id));
        // Now and then one that no buffer holds.
        return random.Next(2000) == 0 ? string.Concat(Enumerable.Repeat(id, 9_000)) : id;
    }

    private static byte[] Write(string extension, CustomerBilling[] billings, bool isGuarded = true)
    {
        using MemoryStream stream = new();
        using IBillingWriter writer = BillingFormat.Of($"x{extension}")!.CreateWriter(stream, new BillingWriterOptions(s_source, isGuarded));
        foreach (CustomerBilling billing in billings)
        {
            writer.Write(billing);
        }

        writer.Complete();
        return stream.ToArray();
    }

    private static (List<CustomerBilling> Read, List<string> Problems) Read(string extension, Stream stream, bool isGuarded = true)
    {
        BillingFileReader reader = BillingFormat.Of($"x{extension}")!.CreateReader!(stream, isGuarded);
        BillingParser parser = new(new NumberWidths());
        Assert.Null(reader.Open());
        List<CustomerBilling> read = [];
        List<string> problems = [];
        while (reader.Read(parser.Values, out string? problem))
        {
            if (problem is null && parser.Parse() is { } billing)
            {
                read.Add(billing);
            }
            else
            {
                problems.Add($"{reader.Line}: {problem ?? parser.Problem}");
            }
        }

        return (read, problems);
    }

    /// <summary>All that a billing holds, to the last digit and tick.</summary>
    private static string Text(CustomerBilling billing) => string.Create(
        CultureInfo.InvariantCulture,
        $"{billing.WorkspaceId}|{billing.ExternalMeterId}|{billing.Id}|{billing.TotalCredits}|{billing.UsedCredits}|{billing.RemainingCredits}|{billing.OverageCredits}|{billing.UsedPercent:R}|{billing.AllowOverages}|{billing.SpendCap}|{billing.CreatedAt.ToUniversalTime():O}|{billing.UpdatedAt.ToUniversalTime():O}|{billing.CreatedAt.Kind}");
}
