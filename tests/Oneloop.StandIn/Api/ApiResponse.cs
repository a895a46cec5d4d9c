using System.Text.Json;

namespace Oneloop.StandIn.Api;

/// <summary>What an operation responds with.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Content">The body, before it becomes JSON.</param>
internal readonly record struct ApiResponse(int Status, object Content)
{
    public static ApiResponse Ok(object content) => new(StatusCodes.Status200OK, content);

    public static ApiResponse Error(int status, int code, string message) => new(status, new { error = new { code, message } });

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Content, Content.GetType(), JsonSerializerOptions.Web);
}
