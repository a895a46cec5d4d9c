using System.Globalization;
using System.Management.Automation;
using Oneloop.Formatting;
using Oneloop.Input;

namespace Oneloop.Exports;

/// <summary>Makes billings of the values of their properties: of a file, or of an object that came through a pipeline.</summary>
/// <param name="widths">The widths of the table that shows them.</param>
internal sealed class BillingParser(NumberWidths widths)
{
    private const int MostCharsShown = 60;

    private static readonly string[] s_timeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    private static readonly string[] s_names = Enum.GetNames<BillingField>();

    private readonly object?[] _values = new object?[s_names.Length];

    /// <summary>The values to parse, by <see cref="BillingField"/>. Null: there is none.</summary>
    public object?[] Values => _values;

    /// <summary>What is wrong with the values parsed last. Null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>The <see cref="BillingField"/> of a name, in whatever case. Negative: it is the name of none.</summary>
    public static int IndexOf(string name) => Array.FindIndex(s_names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The billing that an object is, or that it has the properties of. Null: see <see cref="Problem"/>.</summary>
    public CustomerBilling? Parse(PSObject input)
    {
        if (input.BaseObject is CustomerBilling billing)
        {
            return billing;
        }

        for (int i = 0; i < _values.Length; i++)
        {
            object? value = input.Properties[s_names[i]]?.Value;
            _values[i] = value is PSObject wrapped ? wrapped.BaseObject : value;
        }

        return Parse();
    }

    /// <summary>The billing of <see cref="Values"/>. Null: see <see cref="Problem"/>.</summary>
    public CustomerBilling? Parse()
    {
        Problem = null;
        string workspaceId = Id(BillingField.WorkspaceId, canBeBlank: false);
        string externalMeterId = Id(BillingField.ExternalMeterId, canBeBlank: false);
        string id = Id(BillingField.Id, canBeBlank: true);
        decimal total = Credits(BillingField.TotalCredits);
        decimal used = Credits(BillingField.UsedCredits);
        bool allowsOverages = Flag(BillingField.AllowOverages);
        decimal? spendCap = Has(BillingField.SpendCap) ? Credits(BillingField.SpendCap) : null;
        DateTime createdAt = Time(BillingField.CreatedAt);
        DateTime updatedAt = Time(BillingField.UpdatedAt);
        if (Problem is not null)
        {
            return null;
        }

        CustomerBilling billing = new(new CustomerReference(workspaceId, externalMeterId), id, total, used, widths)
        {
            AllowOverages = allowsOverages,
            SpendCap = spendCap,
            CreatedAt = createdAt,
            UpdatedAt = updatedAt,
        };
        Compare(BillingField.RemainingCredits, billing.RemainingCredits);
        Compare(BillingField.OverageCredits, billing.OverageCredits);
        return Problem is null ? billing : null;
    }

    /// <summary>A value as a message shows it.</summary>
    private static string Shown(object value)
    {
        string text = DisplayText.Of(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
        return text.Length > MostCharsShown ? $"'{text[..MostCharsShown]}…'" : $"'{text}'";
    }

    // In a file, nothing and an empty text are the same.
    private bool Has(BillingField field) => _values[(int)field] is { } value and not "";

    private string Id(BillingField field, bool canBeBlank)
    {
        string? text = Convert.ToString(_values[(int)field], CultureInfo.InvariantCulture);
        if (_values[(int)field] is null || (!canBeBlank && string.IsNullOrWhiteSpace(text)))
        {
            Problem ??= $"{field} is missing.";
        }
        else if (!IsWellFormed(text!))
        {
            Problem ??= $"{field} has half a surrogate pair in it: {Shown(text!)}.";
        }

        return text ?? string.Empty;
    }

    private decimal Credits(BillingField field)
    {
        if (!CreditsText.TryReadPlain(_values[(int)field], out decimal credits))
        {
            Report(field, "is no whole number, in digits alone, of at most 28");
        }

        return credits;
    }

    private bool Flag(BillingField field)
    {
        object? value = _values[(int)field];
        if (value is not bool flag && !bool.TryParse(value as string, out flag))
        {
            Report(field, "is neither True nor False");
        }

        return flag;
    }

    private DateTime Time(BillingField field)
    {
        DateTime time = default;
        switch (_values[(int)field])
        {
            case DateTime { Kind: not DateTimeKind.Unspecified } known:
                time = known;
                break;
            case DateTimeOffset known:
                time = known.UtcDateTime;
                break;
            case string text when DateTime.TryParseExact(text, s_timeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time)
                && time.Kind == DateTimeKind.Utc:
                break;
            default:
                // Which moment it means would be a guess.
                Report(field, "is no time in ISO 8601 with its offset from UTC, such as 2026-01-31T09:30:00Z");
                return default;
        }

        return time.ToLocalTime();
    }

    /// <summary>A number that is calculated from the others has to fit them, if it is there: else one of them is damaged.</summary>
    private void Compare(BillingField field, decimal expected)
    {
        if (Has(field) && (!CreditsText.TryReadPlain(_values[(int)field], out decimal found) || found != expected))
        {
            Report(field, string.Create(CultureInfo.InvariantCulture, $"does not fit TotalCredits and UsedCredits, which give {expected}"));
        }
    }

    private void Report(BillingField field, string problem) =>
        Problem ??= Has(field) ? $"{field} {Shown(_values[(int)field]!)} {problem}." : $"{field} is missing.";

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
