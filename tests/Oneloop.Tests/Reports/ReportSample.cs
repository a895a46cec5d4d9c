using System.Globalization;
using System.Text;
using Oneloop.Exports;
using Oneloop.Formatting;
using Oneloop.Reports;

namespace Oneloop.Tests.Reports;

/// <summary>Reports with ids that are as hostile as ids can be.</summary>
internal static class ReportSample
{
    public static readonly ReportSource Source = new(new Uri("https://api.example/?a=<b>&c='d'"), new DateTimeOffset(2026, 11, 30, 23, 30, 0, TimeSpan.FromHours(5.5)), "1.2.3");

    public static readonly string[] Ids =
    [
        "customer_1001", "<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "' onmouseover='alert(3)", "</table></main><script>alert(4)</script>",
        "<!-- ", "-->", "<![CDATA[x]]>", "&lt;b&gt; &amp; &#39;", "javascript:alert(5)", "</style><script>alert(6)</script>", "\u202Eesrever\u202C", "a\u200Bb\uFEFFc",
        "\u0634\u0631\u0643\u0629 \u0627\u0644\u0646\u0648\u0631 7", "\u05d7\u05d1\u05e8\u05d4", "\u682a\u5f0f\u4f1a\u793e", "\U0001F9FE receipts", "=1+1", new string('x', 4096), "  two  blanks  ",
        "\0\u001B[31m\u0085\r\n", new string(['\uD834', ' ', '\uDD1E']),
    ];

    /// <summary>The ids as a page has them: what has no form in HTML is U+FFFD.</summary>
    public static readonly string[] Shown = [.. Ids[..^2], "\uFFFD\uFFFD[31m\uFFFD\uFFFD\uFFFD", "\uFFFD \uFFFD"];

    public static CustomerBilling Billing(string id, decimal total, decimal used) => new(new CustomerReference("ws_<acme>", id), "cbm", total, used, new NumberWidths());

    public static string Write(BillingReport report)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new HtmlReport(writer, report, Source).Write();
        return writer.ToString();
    }

    /// <summary>A report with all that one can have.</summary>
    public static BillingReport Whole()
    {
        BillingReport report = new();
        for (int i = 0; i < Ids.Length; i++)
        {
            report.Add(Billing(Ids[i], i == 3 ? 0 : 1000 * (i + 1) * (i % 2 == 0 ? 1 : 1_000_000_000_000_000m), i == 3 ? 0 : Math.Floor(1000 * (i + 1) * (i % 2 == 0 ? 1 : 1_000_000_000_000_000m) * (i % 8) / 6)));
            report.AddFailure("Oneloop.NotFound", "<b>Failed</b> & \"so\"", Ids[i], i < 2 ? new CustomerReference("ws", Ids[i]) : null);
            report.AddUsage($"2026-11-{i + 1:00}", 10 * i);
        }

        report.AddUsage("<day>", 5);
        return report;
    }

    public static byte[] Bytes(string text) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
}
