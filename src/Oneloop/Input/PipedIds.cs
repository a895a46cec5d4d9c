using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace Oneloop.Input;

/// <summary>Ids that come through the pipeline by themselves, and not as properties.</summary>
/// <remarks>
/// The binder cannot tell them from rows: as a value of <c>ExternalMeterId</c>, it would make the string <c>@{Column=…}</c> of a row
/// whose column has another name, or holds a number.
/// </remarks>
internal static class PipedIds
{
    /// <summary>The ids that an input is: one, several, or none where it is something else.</summary>
    public static string[] Of(PSObject? input) => input?.BaseObject switch
    {
        null => [],
        string id => [id],
        object id when IsId(id) => [Text(id)],
        object[] ids when Array.TrueForAll(ids, static id => IsId(Unwrapped(id))) =>
            Array.ConvertAll(ids, static id => Text(Unwrapped(id)!)),
        string[] ids => ids,
        _ => [],
    };

    private static bool IsId(object? value) => value switch
    {
        null or Enum => false,
        string or Guid or BigInteger => true,
        // All numbers, as they come from JSON or a worksheet.
        _ => Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal,
    };

    private static string Text(object id) => (string)LanguagePrimitives.ConvertTo(id, typeof(string), CultureInfo.InvariantCulture);

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
