using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oneloop.Benchmarks;

/// <summary>How answers are read and figures are written: with the web's defaults, by generated code.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(RunFigures))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
