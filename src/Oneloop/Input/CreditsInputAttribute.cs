using System.Globalization;
using System.Management.Automation;

namespace Oneloop.Input;

/// <summary>Takes a whole number of credits, as a number or in digits, exactly as it is. An empty column of a file is no number.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CreditsInputAttribute : ArgumentTransformationAttribute
{
    /// <summary>What is no number of credits.</summary>
    public const decimal Unreadable = -1;

    /// <summary>The least.</summary>
    public long Minimum { get; init; }

    /// <summary>The most; 0: 28 digits.</summary>
    public long Maximum { get; init; }

    /// <summary>
    /// Whether what is no such number becomes <see cref="Unreadable"/>, for the cmdlet to refuse. The error of a parameter would show
    /// the whole row, and with it the key in it.
    /// </summary>
    public bool IsBesideSecret { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (input is null || (input is string text && string.IsNullOrWhiteSpace(text)))
        {
            return null;
        }

        decimal most = Maximum > 0 ? Maximum : CreditsText.Most;
        return CreditsText.TryRead(input, out decimal credits) && credits >= Minimum && credits <= most
            ? credits
            : IsBesideSecret ? Unreadable
            : throw new ArgumentTransformationMetadataException(string.Create(
                CultureInfo.InvariantCulture, $"'{Shown(input)}' is not a whole number of {Minimum} to {most}, in digits alone."));
    }

    private static string Shown(object input)
    {
        string text = DisplayText.Of(Convert.ToString(input, CultureInfo.InvariantCulture) ?? string.Empty);
        return text.Length <= 60 ? text : $"{text[..60]}…";
    }
}
