using System.Collections;
using System.Management.Automation;

namespace Oneloop.Connections;

/// <summary>
/// Takes a connection as Get-AutomationConnection hands it out, and keeps its token as SecureString in a copy, so that no bound
/// parameter shows it. Invalid fields are reported by the cmdlet, because an error thrown here would not name the field.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AutomationConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not IDictionary fields)
        {
            return inputData;
        }

        Hashtable copy = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry field in fields)
        {
            bool isToken = string.Equals(field.Key.ToString(), AutomationFields.TokenField, StringComparison.OrdinalIgnoreCase);
            copy[field.Key] = isToken ? TokenTransformationAttribute.Secure(field.Value) ?? field.Value : field.Value;
        }

        return copy;
    }
}
