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
            ["a", "bdi", "body", "caption", "dd", "details", "div", "dl", "dt", "form", "h1", "h2", "head", "header", "html", "input", "label", "main", "meta", "option", "p", "rect", "script", "select", "style", "summary", "svg", "table", "tbody", "td", "th", "thead", "time", "title", "tr"],
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

        Assert.Contains("<td class=\"n\">79.9 %</td></tr>", ReportSample.Write(report), StringComparison.Ordinal);
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
        Assert.Null(report.Listed);
        string html = ReportSample.Write(report);
        Assert.Contains("There are 10,000 customers. A table of more than 5,000 is left out", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"all\"", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 0, 100_000);
    }

    [Fact]
    public void A_thousand_customers_take_less_than_a_megabyte()
    {
        BillingReport report = new();
        for (int i = 0; i < 1000; i++)
        {
            report.Add(ReportSample.Billing($"customer-{i}-0123456789abcdef0123456789abcdef", 9_999_999_999_999_999_999_999_999_999m, i));
        }

        Assert.Equal(1000, report.Listed!.Count);
        Assert.InRange(ReportSample.Bytes(ReportSample.Write(report)).Length, 100_000, 1_000_000);
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
