using System.Globalization;
using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Reads members of the stand-in's responses.</summary>
internal static class JsonText
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    public static bool Flag(this JsonElement json, string name) => json.GetProperty(name).GetBoolean();

    public static decimal Credits(this JsonElement json, string name) => decimal.Parse(json.Text(name), CultureInfo.InvariantCulture);

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) => json.GetProperty(name).EnumerateArray();
}
