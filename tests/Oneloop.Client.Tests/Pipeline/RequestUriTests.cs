using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>Every hole of a request's URI is percent-encoded, and nothing else is changed.</summary>
public sealed class RequestUriTests
{
    private const string Root = "https://api.example/gateway/api/v1/";

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a?b#c&d=e+f", "a%3Fb%23c%26d%3De%2Bf")]
    [InlineData("%2F", "%252F")]
    [InlineData("..", "..")]
    [InlineData("é 東", "%C3%A9%20%E6%9D%B1")]
    public void A_hole_arrives_as_it_was_written(string id, string encoded)
    {
        Uri uri = RequestUri.From(Root, $"workspace/{id}/api-key?again={id}");

        Assert.Equal($"{Root}workspace/{encoded}/api-key?again={encoded}", uri.AbsoluteUri);
    }

    [Fact]
    public void A_path_without_holes_is_appended() =>
        Assert.Equal($"{Root}workspace", RequestUri.From(Root, $"workspace").AbsoluteUri);
}
