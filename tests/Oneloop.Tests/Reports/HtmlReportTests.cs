using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Oneloop.Reports;

namespace Oneloop.Tests.Reports;

/// <summary>The report as text; <see cref="BrowserTests"/> has what a browser makes of it.</summary>
public sealed partial class HtmlReportTests
{
    [Theory]
    [InlineData("<&>\"'", "&lt;&amp;&gt;&quot;&#39;")]
    [InlineData("a\0b\u001Bc\u0085d\r\n", "a\uFFFDb\uFFFDc\uFFFDd\uFFFD\uFFFD")]
    [InlineData("\uD834\uDD1E", "\uD834\uDD1E")]
    [InlineData("\uFFFE\uFFFF", "\uFFFD\uFFFD")]
    public void Text_becomes_no_markup(string text, string html) => Assert.Equal(html, HtmlText.Of(text));

    [Fact]
    public void Half_a_character_becomes_the_sign_for_that() =>
        Assert.Equal("\uFFFD \uFFFD\uFFFD", HtmlText.Of(new string(['\uD834', ' ', '\uDD1E', '\uD834'])));

    [Fact]
    public void Nothing_foreign_is_markup()
    {
        string html = ReportSample.Write(ReportSample.Whole());

        string[] elements = [.. Element().Matches(html).Select(static match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["a", "bdi", "body", "caption", "dd", "details", "div", "dl", "dt", "form", "h1", "h2", "head", "header", "html", "input", "label", "main", "meta", "option", "p", "rect", "script", "section", "select", "span", "style", "summary", "svg", "table", "tbody", "td", "th", "thead", "time", "title", "tr"],
            elements);
        Assert.Single(Regex.Matches(html, "<script"));
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.Contains("from <bdi>https://api.example/?a=%3Cb%3E&amp;c=&#39;d&#39;</bdi>", html, StringComparison.Ordinal);
        Assert.Contains("<time datetime=\"2026-11-30T18:00:00Z\">2026-11-30 18:00 UTC</time>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_just_what_is_in_the_page()
    {
        string html = ReportSample.Write(ReportSample.Whole());

        string Hash(string element) =>
            $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Regex.Match(html, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value)))}";

        Assert.Contains(
            $"content=\"default-src 'none'; style-src '{Hash("style")}'; script-src '{Hash("script")}'; base-uri 'none'; form-action 'none'\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_are_exact_or_say_that_they_are_not()
    {
        BillingReport report = new();
        report.Add(ReportSample.Billing("a", 9_007_199_254_740_993m, 1));
        report.Add(ReportSample.Billing("b", 9_007_199_254_740_993m, 9_007_199_254_740_994m));
        Assert.Equal((18_014_398_509_481_986m, 9_007_199_254_740_995m, 9_007_199_254_740_992m, 1m), (report.TotalCredits, report.UsedCredits, report.RemainingCredits, report.OverageCredits));

        for (int i = 0; i < 8; i++)
        {
            report.Add(ReportSample.Billing("c", 9_999_999_999_999_999_999_999_999_999m, 1));
        }

        Assert.Null(report.TotalCredits);
        Assert.Contains("<dt>Credits</dt><dd>more than 28 digits</dd>", ReportSample.Write(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(799, 7, 0, 0)]
    [InlineData(800, 8, 1, 0)]
    [InlineData(999, 9, 1, 0)]
    [InlineData(1000, 10, 1, 1)]
    [InlineData(999_999, 10, 1, 1)]
    public void Thresholds_are_met_exactly(int used, int bar, int over80, int over100)
    {
        BillingReport report = new();
        report.Add(ReportSample.Billing("a", 1000, used));

        Assert.Equal((over80, over100, 1), (report.Over80, report.Over100, report.Histogram[bar]));
    }

    [Fact]
    public void A_share_is_not_rounded_up_to_a_threshold()
    {
        BillingReport report = new();
        report.Add(ReportSample.Billing("a", 100_000, 79_999));

        Assert.Contains("<td class=\"n part\">79.9 %</td></tr>", ReportSample.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Those_nearest_their_limit_are_the_first_25_of_all()
    {
        BillingReport report = new();
        for (int i = 0; i < 10_000; i++)
        {
            report.Add(ReportSample.Billing($"m{i}", 10_000, (i * 7919) % 10_000));
        }

        Assert.Equal(Enumerable.Range(9975, 25).Reverse().Select(static used => (decimal)used), report.Nearest.Select(static billing => billing.UsedCredits));
    }

    [Fact]
    public void Of_more_than_5000_customers_those_at_their_limit_are_listed_and_the_page_says_so()
    {
        BillingReport report = new();
        for (int i = 0; i < 5001; i++)
        {
            report.Add(ReportSample.Billing($"m{i}", 1000, i < 2 ? 1000 : i % 1000));
        }

        Assert.Equal(["m0", "m1"], report.Listed.Select(static billing => billing.ExternalMeterId));
        string html = ReportSample.Write(report);
        Assert.Contains("<p>A table of 5,001 customers would be too long. This one has the 2 that have used 100 percent or more. The figures above are of all.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<caption>Customers at their limit, and those that failed</caption>", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 0, 100_000);
    }

    [Fact]
    public void Of_100000_customers_no_more_is_kept_and_written_than_of_a_few_thousand()
    {
        BillingReport report = new();
        CustomerReference failed = new("ws_acme", "f");
        for (int i = 0; i < 100_000; i++)
        {
            report.Add(ReportSample.Billing($"m{i}", 1000, i));
            report.AddFailure("Oneloop.Timeout", "m", "f", failed);
        }

        Assert.Equal((BillingReport.MostSelected, BillingReport.MostSelected), (report.Listed.Count, report.FailedListed.Count));
        string html = ReportSample.Write(report);
        Assert.Contains("This one has the first 1,000 of 99,000 that have used 100 percent or more. The figures above are of all.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<p>Of those that failed, it has the first 1,000 of 100,000.</p>", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 0, 1_000_000);
    }

    [Fact]
    public void There_is_no_table_if_nobody_of_too_many_is_at_the_limit()
    {
        BillingReport report = new();
        for (int i = 0; i < 5001; i++)
        {
            report.Add(ReportSample.Billing($"m{i}", 1000, 1));
        }

        string html = ReportSample.Write(report);
        Assert.Contains("None of them has used 100 percent or more. The figures above are of all.</p>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"all\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_without_usage_leaves_a_gap()
    {
        BillingReport report = new();
        report.AddUsage("2026-11-04", 30);
        report.AddUsage("2026-11-01", 40);
        report.AddUsage("2026-11-04", 50);

        string html = ReportSample.Write(report);
        Assert.Contains("<p class=\"soft\">Credits a day, 80 at most.</p>", html, StringComparison.Ordinal);
        Assert.Contains("viewBox=\"0 0 4 100\"", html, StringComparison.Ordinal);
        Assert.Contains("<rect x=\"0.1\" y=\"50\" width=\"0.8\" height=\"50\"/>\n<rect x=\"3.1\" y=\"0\" width=\"0.8\" height=\"100\"/>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_that_are_no_dates_or_without_a_sum_are_drawn_side_by_side()
    {
        BillingReport report = new();
        report.AddUsage("2026-11-01", 0);
        report.AddUsage("someday", decimal.MaxValue);
        report.AddUsage("someday", 1);

        string html = ReportSample.Write(report);
        Assert.Contains("<p class=\"soft\">Credits a day, more than 28 digits at most.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<rect x=\"0.1\" y=\"100\" width=\"0.8\" height=\"0\"/>\n<rect x=\"1.1\" y=\"0\" width=\"0.8\" height=\"100\"/>", html, StringComparison.Ordinal);
        Assert.Contains("<bdi>someday</bdi></th><td class=\"n\">more than 28 digits</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_366_days_are_drawn()
    {
        BillingReport report = new();
        for (int i = 0; i < 400; i++)
        {
            report.AddUsage($"{new DateTime(2025, 1, 1).AddDays(i):yyyy-MM-dd}", 0);
        }

        string html = ReportSample.Write(report);
        Assert.Contains("<p class=\"soft\">Credits a day, 0 at most. Earlier days are left out: 34.</p>", html, StringComparison.Ordinal);
        Assert.Equal(366, Regex.Count(html, "width=\"0.8\""));
        Assert.Contains("<bdi>2025-02-04</bdi> <span class=\"unseen\">to</span> <bdi>2026-02-04</bdi>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_customers_take_less_than_a_megabyte_and_those_that_failed_come_last()
    {
        BillingReport report = new();
        for (int i = 0; i < 1000; i++)
        {
            report.Add(ReportSample.Billing($"customer-{i}-0123456789abcdef0123456789abcdef", 9_999_999_999_999_999_999_999_999_999m, i));
        }

        report.AddFailure("Oneloop.Forbidden", "f", "meter", new CustomerReference("ws", "<i>"));
        Assert.Equal(1000, report.Listed.Count);
        string html = ReportSample.Write(report);
        Assert.InRange(ReportSample.Bytes(html).Length, 100_000, 1_000_000);
        Assert.EndsWith("</tr>\n<tr data-failed><th scope=\"row\"><bdi>&lt;i&gt;</bdi></th><td class=\"text\"><bdi>ws</bdi></td><td></td><td></td><td></td><td class=\"n\">failed</td></tr>\n", html[..html.LastIndexOf("</tbody>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_are_counted_by_reason_and_the_first_are_named()
    {
        BillingReport report = new();
        for (int i = 0; i < 30; i++)
        {
            report.AddFailure("Oneloop.Timeout", "m", $"meter {i}");
        }

        report.AddFailure("Oneloop.Forbidden", "f", null);
        string html = ReportSample.Write(report);
        Assert.Equal(31, report.Failed);
        Assert.Contains("<bdi>meter 19</bdi> and 10 more</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("meter 20", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf("Oneloop.Timeout", StringComparison.Ordinal) < html.IndexOf("Oneloop.Forbidden", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_at_all_makes_a_page_too()
    {
        string html = ReportSample.Write(new BillingReport());

        Assert.Contains("<dt>Customers</dt><dd>0</dd>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Nearest their limit", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("<([a-z][a-z0-9]*)[ >/]")]
    private static partial Regex Element();
}
