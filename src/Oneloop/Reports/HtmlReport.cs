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
        writer.WriteLine("<div class=\"pair\">");
        WriteHistogram();
        WriteDays();
        writer.WriteLine("</div>");
        WriteNearest();
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

    /// <summary>
    /// Where days stand in a chart: by their dates, so that one without usage leaves a gap. One beside the other, if a day is no date
    /// or they lie too far apart.
    /// </summary>
    private static int[] Places(KeyValuePair<string, decimal?>[] days)
    {
        DateTime? first = DailyUsage.DateOf(days[0].Key);
        int?[] dates = [.. days.Select(day => (DailyUsage.DateOf(day.Key) - first)?.Days)];
        return dates.All(static date => date < MostDays) ? [.. dates.Select(static date => date!.Value)] : [.. Enumerable.Range(0, days.Length)];
    }

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
        Tile("Credits in overage", Number(report.OverageCredits));
        writer.WriteLine("</dl>");

        void Tile(string name, string value) => writer.WriteLine($"<div><dt>{name}</dt><dd>{value}</dd></div>");
    }

    private void WriteHistogram()
    {
        writer.WriteLine("<section class=\"histogram\">");
        writer.WriteLine("<h2>How much they have used</h2>");
        long most = Math.Max(1, report.Histogram.Max());
        Begin("Customers by the part of their credits that they have used", "Part used", "n:Customers", "Bar");
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

        writer.WriteLine("</section>");
    }

    private void WriteNearest()
    {
        CustomerBilling[] nearest = [.. report.Nearest];
        if (nearest.Length == 0)
        {
            return;
        }

        writer.WriteLine("<h2>Nearest their limit</h2>");
        Begin($"The {nearest.Length} customers who have used the largest part of their credits", "Customer", "Workspace", "n:Left", "n:Part used", "Bar");
        foreach (CustomerBilling billing in nearest)
        {
            writer.WriteLine(
                $"<tr{Class(billing.UsedPercent)}><th scope=\"row\">{HtmlText.Id(billing.ExternalMeterId)}</th><td class=\"text\">{HtmlText.Id(billing.WorkspaceId)}</td>"
                + $"<td class=\"n\">{Number(billing.RemainingCredits)}</td><td class=\"n part\">{Percent(billing.UsedPercent)}</td>{Bar(billing.UsedPercent ?? 0)}</tr>");
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
        decimal? most = days.Any(static day => day.Value is null) ? null : days.Max(static day => day.Value);
        int[] places = Places(days);
        writer.WriteLine("<section>");
        writer.WriteLine("<h2>Usage by day</h2>");
        string earlier = days.Length < report.Days.Count ? $" Earlier days are left out: {Number(report.Days.Count - days.Length)}." : string.Empty;
        writer.WriteLine($"<p class=\"soft\">Credits a day, {Number(most)} at most.{earlier}</p>");
        writer.WriteLine($"<svg class=\"days\" viewBox=\"0 0 {places[^1] + 1} 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        for (int i = 0; i < days.Length; i++)
        {
            // A sum that has too many digits is drawn as high as there is.
            double height = days[i].Value is { } usage ? (double)(usage / Math.Max(1, most ?? decimal.MaxValue)) * 100 : 100;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{places[i] + 0.1:0.##}\" y=\"{100 - height:0.##}\" width=\"0.8\" height=\"{height:0.##}\"/>"));
        }

        writer.WriteLine("</svg>");
        writer.WriteLine($"<p class=\"ends\">{HtmlText.Id(days[0].Key)}{(days.Length > 1 ? $" <span class=\"unseen\">to</span> {HtmlText.Id(days[^1].Key)}" : string.Empty)}</p>");
        writer.WriteLine("<details><summary>As a table</summary>");
        Begin("Credits used by day", "Day", "n:Credits");
        foreach ((string day, decimal? usage) in days)
        {
            writer.WriteLine($"<tr><th scope=\"row\">{HtmlText.Id(day)}</th><td class=\"n\">{Number(usage)}</td></tr>");
        }

        End();
        writer.WriteLine("</details>");
        writer.WriteLine("</section>");
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
                $"<tr><th scope=\"row\" class=\"code\">{HtmlText.Of(group.Id)}</th><td class=\"n\">{Number(group.Count)}</td>"
                + $"<td class=\"text\">{string.Join("; ", group.Targets.Select(HtmlText.Id))}{more}</td><td class=\"text\">{HtmlText.Id(group.Message)}</td></tr>");
        }

        End();
    }

    private void WriteCustomers()
    {
        writer.WriteLine("<h2 id=\"customers\" tabindex=\"-1\">Customers</h2>");
        WriteSelection();
        if (report.Listed.Count + report.FailedListed.Count == 0)
        {
            return;
        }

        writer.WriteLine("<form id=\"filter\" hidden>");
        writer.WriteLine("<label>Customer or workspace <input name=\"text\" type=\"search\" autocomplete=\"off\"></label>");
        writer.WriteLine("<label>Part used <select name=\"least\"><option value=\"\">any part</option><option value=\"80\">80 % or more</option><option value=\"100\">100 % or more</option><option value=\"failed\">failed</option></select></label>");
        writer.WriteLine("<p id=\"shown\" role=\"status\"></p>");
        writer.WriteLine("</form>");
        writer.WriteLine("<div class=\"scroll\" role=\"region\" aria-labelledby=\"customers\" tabindex=\"0\">");
        writer.WriteLine("<table id=\"all\">");
        writer.WriteLine($"<caption>{(report.HasAll ? "All customers" : "Customers at their limit, and those that failed")}</caption>");
        writer.WriteLine("<thead><tr><th scope=\"col\" data-by=\"text\">Customer</th><th scope=\"col\" data-by=\"text\">Workspace</th><th scope=\"col\" class=\"n\" data-by=\"digits\">Credits</th><th scope=\"col\" class=\"n\" data-by=\"digits\">Used</th><th scope=\"col\" class=\"n\" data-by=\"digits\">Left</th><th scope=\"col\" class=\"n\" data-by=\"percent\">Part used</th></tr></thead>");
        writer.WriteLine("<tbody>");
        foreach (CustomerBilling billing in report.Listed)
        {
            string exact = billing.UsedPercent is { } percent ? $" data-p=\"{percent.ToString("R", CultureInfo.InvariantCulture)}\"" : string.Empty;
            writer.WriteLine(
                $"<tr{Class(billing.UsedPercent)}{exact}><th scope=\"row\">{HtmlText.Id(billing.ExternalMeterId)}</th><td class=\"text\">{HtmlText.Id(billing.WorkspaceId)}</td>"
                + $"<td class=\"n\">{Number(billing.TotalCredits)}</td><td class=\"n\">{Number(billing.UsedCredits)}</td><td class=\"n\">{Number(billing.RemainingCredits)}</td><td class=\"n part\">{Percent(billing.UsedPercent)}</td></tr>");
        }

        foreach (CustomerReference customer in report.FailedListed)
        {
            writer.WriteLine(
                $"<tr data-failed><th scope=\"row\">{HtmlText.Id(customer.ExternalMeterId)}</th><td class=\"text\">{HtmlText.Id(customer.WorkspaceId)}</td>"
                + "<td></td><td></td><td></td><td class=\"n\">failed</td></tr>");
        }

        End();
    }

    /// <summary>Says which customers the table has, if not all.</summary>
    private void WriteSelection()
    {
        if (!report.HasAll)
        {
            string selection = report.Over100 == 0
                ? "None of them has used 100 percent or more."
                : $"This one has {First(report.Listed.Count, report.Over100)} that have used 100 percent or more.";
            writer.WriteLine($"<p>A table of {Number(report.Customers)} customers would be too long. {selection} The figures above are of all.</p>");
        }

        if (report.FailedCustomers > report.FailedListed.Count)
        {
            writer.WriteLine($"<p>Of those that failed, it has {First(report.FailedListed.Count, report.FailedCustomers)}.</p>");
        }

        static string First(int listed, long count) => listed == count ? $"the {Number(count)}" : $"the first {Number(listed)} of {Number(count)}";
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
