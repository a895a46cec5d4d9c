using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Oneloop.Exports;

namespace Oneloop.Reports;

/// <summary>
/// The page of a report. Style and script stand in it, and a Content-Security-Policy allows these two by their hashes and nothing else:
/// no request, no other script, wherever it may come from.
/// </summary>
internal sealed class HtmlReport(TextWriter writer, BillingReport report, ReportSource source)
{
    private const int MostDays = 366;

    /// <summary>Writes the page.</summary>
    public void Write()
    {
        string style = Resource("report.css");
        string script = Resource("report.js");
        writer.WriteLine("<!DOCTYPE html>");
        writer.WriteLine("<html lang=\"en\">");
        writer.WriteLine("<head>");
        writer.WriteLine("<meta charset=\"utf-8\">");
        writer.WriteLine($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'\">");
        writer.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        writer.WriteLine("<title>Oneloop billing report</title>");
        writer.WriteLine($"<style>{style}</style>");
        writer.WriteLine("</head>");
        writer.WriteLine("<body>");
        writer.WriteLine("<a class=\"skip\" href=\"#customers\">Skip to the customers</a>");
        WriteHeader();
        writer.WriteLine("<main>");
        WriteTotals();
        WriteHistogram();
        WriteNearest();
        WriteDays();
        WriteFailures();
        WriteCustomers();
        writer.WriteLine("</main>");
        writer.WriteLine($"<script>{script}</script>");
        writer.WriteLine("</body>");
        writer.WriteLine("</html>");
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return $"\n{reader.ReadToEnd().ReplaceLineEndings("\n")}";
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Number(decimal? number) =>
        number is { } exact ? exact.ToString("#,0", CultureInfo.InvariantCulture) : "more than 28 digits";

    private static string Percent(double? percent) => percent switch
    {
        null => string.Empty,
        // Not rounded up to a threshold that was not met.
        { } share => $"{(Math.Floor(share * 10) / 10).ToString("#,0.0", CultureInfo.InvariantCulture)} %",
    };

    private static string Class(double? percent) => percent switch
    {
        >= 100 => " class=\"bad\"",
        >= 80 => " class=\"warn\"",
        _ => string.Empty,
    };

    private static string Bar(double share) => string.Create(
        CultureInfo.InvariantCulture,
        $"<td class=\"bar\"><svg viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{Math.Clamp(share, 0, 100):0.##}\" height=\"1\"/></svg></td>");

    private void WriteHeader()
    {
        DateTimeOffset time = source.MadeAt.ToUniversalTime();
        string from = source.BaseUri is { } address ? $" from <bdi>{HtmlText.Of(address.AbsoluteUri)}</bdi>" : string.Empty;
        writer.WriteLine("<header>");
        writer.WriteLine("<h1>Oneloop billing</h1>");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"soft\">Made <time datetime=\"{time:yyyy-MM-ddTHH:mm:ssZ}\">{time:yyyy-MM-dd HH:mm} UTC</time>{from}, by module version {HtmlText.Of(source.Version)}.</p>"));
        writer.WriteLine("</header>");
    }

    private void WriteTotals()
    {
        writer.WriteLine("<h2>Totals</h2>");
        writer.WriteLine("<dl>");
        Tile("Customers", Number(report.Customers));
        Tile("Used 80 percent or more", Number(report.Over80));
        Tile("Used 100 percent or more", Number(report.Over100));
        Tile("Failed", Number(report.Failed));
        Tile("Credits", Number(report.TotalCredits));
        Tile("Credits used", Number(report.UsedCredits));
        Tile("Credits left", Number(report.RemainingCredits));
        Tile("Credits used beyond the total", Number(report.OverageCredits));
        writer.WriteLine("</dl>");

        void Tile(string name, string value) => writer.WriteLine($"<div><dt>{name}</dt><dd>{value}</dd></div>");
    }

    private void WriteHistogram()
    {
        writer.WriteLine("<h2>How much they have used</h2>");
        long most = Math.Max(1, report.Histogram.Max());
        Begin("Customers by the part of their credits that they have used", "Used", "n:Customers", "Part");
        for (int i = 0; i < report.Histogram.Length; i++)
        {
            string range = i == report.Histogram.Length - 1 ? "100 % and more" : $"{i * 10} to {(i * 10) + 10} %";
            writer.WriteLine($"<tr{Class(i * 10)}><th scope=\"row\">{range}</th><td class=\"n\">{Number(report.Histogram[i])}</td>{Bar(100.0 * report.Histogram[i] / most)}</tr>");
        }

        End();
        if (report.WithoutCredits > 0)
        {
            writer.WriteLine($"<p class=\"soft\">Without credits, so without a percentage: {Number(report.WithoutCredits)}.</p>");
        }
    }

    private void WriteNearest()
    {
        CustomerBilling[] nearest = [.. report.Nearest];
        if (nearest.Length == 0)
        {
            return;
        }

        writer.WriteLine("<h2>Nearest their limit</h2>");
        Begin($"The {nearest.Length} customers who have used the largest part of their credits", "Customer", "Workspace", "n:Left", "n:Used", "Part");
        foreach (CustomerBilling billing in nearest)
        {
            writer.WriteLine(
                $"<tr{Class(billing.UsedPercent)}><th scope=\"row\">{HtmlText.Id(billing.ExternalMeterId)}</th><td class=\"text\">{HtmlText.Id(billing.WorkspaceId)}</td>"
                + $"<td class=\"n\">{Number(billing.RemainingCredits)}</td><td class=\"n\">{Percent(billing.UsedPercent)}</td>{Bar(billing.UsedPercent ?? 0)}</tr>");
        }

        End();
    }

    private void WriteDays()
    {
        if (report.Days.Count == 0)
        {
            return;
        }

        KeyValuePair<string, decimal?>[] days = [.. report.Days.TakeLast(MostDays)];
        decimal most = Math.Max(1, days.Max(static day => day.Value ?? 0));
        writer.WriteLine("<h2>Usage by day</h2>");
        string earlier = days.Length < report.Days.Count ? $" Earlier days are left out: {Number(report.Days.Count - days.Length)}." : string.Empty;
        writer.WriteLine($"<p class=\"soft\">From {HtmlText.Id(days[0].Key)} to {HtmlText.Id(days[^1].Key)}; the highest column is {Number(most)} credits.{earlier}</p>");
        writer.WriteLine($"<svg class=\"days\" viewBox=\"0 0 {days.Length} 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        for (int i = 0; i < days.Length; i++)
        {
            double height = (double)((days[i].Value ?? most) / most) * 100;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{i + 0.1:0.##}\" y=\"{100 - height:0.##}\" width=\"0.8\" height=\"{height:0.##}\"/>"));
        }

        writer.WriteLine("</svg>");
        writer.WriteLine("<details><summary>As a table</summary>");
        Begin("Credits used by day", "Day", "n:Credits");
        foreach ((string day, decimal? usage) in days)
        {
            writer.WriteLine($"<tr><th scope=\"row\">{HtmlText.Id(day)}</th><td class=\"n\">{Number(usage)}</td></tr>");
        }

        End();
        writer.WriteLine("</details>");
    }

    private void WriteFailures()
    {
        FailureGroup[] failures = [.. report.Failures];
        if (failures.Length == 0)
        {
            return;
        }

        writer.WriteLine("<h2>Failures</h2>");
        Begin("What failed, by its reason", "Reason", "n:Requests", "For", "What happened to the first");
        foreach (FailureGroup group in failures)
        {
            string more = group.Count > group.Targets.Count && group.Targets.Count > 0 ? $" and {Number(group.Count - group.Targets.Count)} more" : string.Empty;
            writer.WriteLine(
                $"<tr><th scope=\"row\">{HtmlText.Of(group.Id)}</th><td class=\"n\">{Number(group.Count)}</td>"
                + $"<td class=\"text\">{string.Join("; ", group.Targets.Select(HtmlText.Id))}{more}</td><td class=\"text\">{HtmlText.Of(group.Message)}</td></tr>");
        }

        End();
    }

    private void WriteCustomers()
    {
        writer.WriteLine("<h2 id=\"customers\" tabindex=\"-1\">Customers</h2>");
        if (report.Listed is not { } listed)
        {
            writer.WriteLine($"<p>There are {Number(report.Customers)} customers. A table of more than {Number(BillingReport.MostListed)} is left out: the sums above are of all of them.</p>");
            return;
        }

        writer.WriteLine("<form id=\"filter\" hidden>");
        writer.WriteLine("<label>Customer or workspace <input name=\"text\" type=\"search\" autocomplete=\"off\"></label>");
        writer.WriteLine("<label>Used <select name=\"least\"><option value=\"\">any part</option><option value=\"80\">80 % or more</option><option value=\"100\">100 % or more</option></select></label>");
        writer.WriteLine("<p id=\"shown\" role=\"status\"></p>");
        writer.WriteLine("</form>");
        writer.WriteLine("<div class=\"scroll\" role=\"region\" aria-labelledby=\"customers\" tabindex=\"0\">");
        writer.WriteLine("<table id=\"all\">");
        writer.WriteLine("<caption>All customers</caption>");
        writer.WriteLine("<thead><tr><th scope=\"col\" data-by=\"text\">Customer</th><th scope=\"col\" data-by=\"text\">Workspace</th><th scope=\"col\" class=\"n\" data-by=\"digits\">Credits</th><th scope=\"col\" class=\"n\" data-by=\"digits\">Used</th><th scope=\"col\" class=\"n\" data-by=\"digits\">Left</th><th scope=\"col\" class=\"n\" data-by=\"percent\">Part used</th></tr></thead>");
        writer.WriteLine("<tbody>");
        foreach (CustomerBilling billing in listed)
        {
            string exact = billing.UsedPercent is { } percent ? $" data-p=\"{percent.ToString("R", CultureInfo.InvariantCulture)}\"" : string.Empty;
            writer.WriteLine(
                $"<tr{Class(billing.UsedPercent)}{exact}><th scope=\"row\">{HtmlText.Id(billing.ExternalMeterId)}</th><td class=\"text\">{HtmlText.Id(billing.WorkspaceId)}</td>"
                + $"<td class=\"n\">{Number(billing.TotalCredits)}</td><td class=\"n\">{Number(billing.UsedCredits)}</td><td class=\"n\">{Number(billing.RemainingCredits)}</td><td class=\"n\">{Percent(billing.UsedPercent)}</td></tr>");
        }

        writer.WriteLine("</tbody>");
        writer.WriteLine("</table>");
        writer.WriteLine("</div>");
    }

    /// <summary>Begins a table. The columns are their headers; of numbers, with n: before it.</summary>
    private void Begin(string caption, params string[] columns)
    {
        writer.WriteLine($"<div class=\"scroll\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">");
        writer.WriteLine("<table>");
        writer.WriteLine($"<caption>{caption}</caption>");
        writer.Write("<thead><tr>");
        foreach (string column in columns)
        {
            writer.Write(column.StartsWith("n:", StringComparison.Ordinal) ? $"<th scope=\"col\" class=\"n\">{column[2..]}</th>" : $"<th scope=\"col\">{column}</th>");
        }

        writer.WriteLine("</tr></thead>");
        writer.WriteLine("<tbody>");
    }

    private void End()
    {
        writer.WriteLine("</tbody>");
        writer.WriteLine("</table>");
        writer.WriteLine("</div>");
    }
}
