using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests;

/// <summary>The token goes to the API and nowhere else.</summary>
public sealed class TokenSafetyTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private const string Canary = "canary/7f3b+9c=e21d~secret";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{token}")]
    [InlineData("Bearer {token} is wrong")]
    [InlineData("x{token}{token}x")]
    [InlineData("canary%2F7f3b%2B9c%3De21d~secret")]
    [InlineData("the key canary/7f3b+9c… is wrong")]
    [InlineData("the key …3b+9c=e21d~sec… is wrong")]
    public async Task An_echo_of_the_token_is_masked(string message)
    {
        using OneloopClient client = standIn.CreateClient(Canary);
        string meter = $"echo {message}";
        standIn.Server.Scripts.Set(meter, new ScriptedAnswer { Status = 403, Body = $$$"""{"error":{"code":1,"message":"{{{message}}}"}}""" });

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.GetCustomerBillingAsync("ws_bulk", meter, Cancel));

        Assert.Contains(TokenRedactor.Mask, fault.ApiMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("9c", fault.ToString(), StringComparison.Ordinal);
        Assert.Null(fault.InnerException);
    }

    [Theory]
    [InlineData("{\"billing\":{\"id\":\"a\",\"totalCredits\":\"{token}\"}}")]
    [InlineData("{\"billing\":{\"{token}\":")]
    [InlineData("{token}")]
    public async Task A_token_in_a_broken_answer_is_masked(string body)
    {
        using OneloopClient client = standIn.CreateClient(Canary);
        string meter = $"broken {body}";
        standIn.Server.Scripts.Set(meter, new ScriptedAnswer { Body = body });

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.GetCustomerBillingAsync("ws_bulk", meter, Cancel));

        Assert.Equal(FaultKind.InvalidResponse, fault.Kind);
        Assert.DoesNotContain("7f3b", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_a_redirect_is_not_shown()
    {
        using OneloopClient client = standIn.CreateClient(Canary);
        standIn.Server.Scripts.Set("redirect", new ScriptedAnswer
        {
            Status = 302,
            Headers = new Dictionary<string, string> { ["Location"] = $"https://example.com/?token={Uri.EscapeDataString(Canary)}" },
        });

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.GetCustomerBillingAsync("ws_bulk", "redirect", Cancel));

        Assert.DoesNotContain("7f3b", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "an x in exit, and x", "an **** in exit, and ****")]
    [InlineData("key", "key, keys and monkey: key", "****, keys and monkey: ****")]
    [InlineData("pass", "passport", "****port")]
    [InlineData("0123456789abcdef", "012345678 is too little, 0123456789 is not", "012345678 is too little, **** is not")]
    [InlineData("token", "nothing here", "nothing here")]
    public void What_is_taken_out(string token, string text, string expected) =>
        Assert.Equal(expected, new TokenRedactor(token).Redact(text));

    [Fact]
    public void Each_piece_of_ten_characters_is_taken_out_wherever_it_begins()
    {
        const string Token = "ol_live_0123456789abcdefghijklmnopq";
        TokenRedactor redactor = new(Token);
        for (int start = 0; start + 10 <= Token.Length; start++)
        {
            Assert.Equal($"<{TokenRedactor.Mask}>", redactor.Redact($"<{Token.Substring(start, 10)}>"));
        }
    }

    [Theory]
    [InlineData("http://prod.oneloop.ai", "is not https")]
    [InlineData("http://127.0.0.1.example.com", "is not https")]
    [InlineData("http://user:pa55@example.com", "carries")]
    [InlineData("ftp://127.0.0.1", "is neither https nor http")]
    [InlineData("prod.oneloop.ai", "is not an absolute address")]
    [InlineData("https://user:pa55@prod.oneloop.ai", "carries a user name or password")]
    [InlineData("https://prod.oneloop.ai/?key=pa55", "carries a query or a fragment")]
    [InlineData("https://prod.oneloop.ai/#pa55", "carries a query or a fragment")]
    public void A_base_address_that_is_not_safe_is_refused(string address, string why)
    {
        InvalidOptionException e = Assert.Throws<InvalidOptionException>(() => new OneloopClientOptions(new Uri(address, UriKind.RelativeOrAbsolute), "token"));

        Assert.Equal("baseAddress", e.ParamName);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://prod.oneloop.ai", "https://prod.oneloop.ai/")]
    [InlineData("http://localhost:5000", "http://localhost:5000/")]
    [InlineData("http://127.1.2.3/a", "http://127.1.2.3/a/")]
    [InlineData("http://[::1]:8080/", "http://[::1]:8080/")]
    public void A_base_address_that_is_safe_is_taken(string address, string expected) =>
        Assert.Equal(expected, new OneloopClientOptions(new Uri(address), "token").BaseAddress.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("Bearer pa55")]
    [InlineData("pa55\r\nX-Injected: 1")]
    [InlineData("pa55é")]
    public void A_token_that_cannot_be_sent_is_refused_unseen(string token)
    {
        InvalidOptionException e = Assert.Throws<InvalidOptionException>(() => new OneloopClientOptions(OneloopClientOptions.ProductionAddress, token));

        Assert.Equal("token", e.ParamName);
        Assert.DoesNotContain("pa55", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://prod.oneloop.ai", "proxy", "is not an absolute address")]
    [InlineData("https://prod.oneloop.ai", "ftp://proxy", "is none of")]
    [InlineData("https://prod.oneloop.ai", "http://user:pa55@proxy", "carries a user name or password")]
    [InlineData("https://prod.oneloop.ai", "pa55:pa55@proxy:3128", "The proxy proxy:3128 is none of")]
    [InlineData("http://localhost:5000", "http://proxy.example.com:3128", "is not on this machine")]
    public void A_proxy_that_is_not_safe_is_refused(string address, string proxy, string why)
    {
        InvalidOptionException e = Assert.Throws<InvalidOptionException>(
            () => new OneloopClientOptions(new Uri(address), "token", new Uri(proxy, UriKind.RelativeOrAbsolute)));

        Assert.Equal("proxy", e.ParamName);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_do_not_show_the_token()
    {
        OneloopClientOptions options = new(OneloopClientOptions.ProductionAddress, Canary);

        Assert.DoesNotContain("7f3b", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("7f3b", System.Text.Json.JsonSerializer.Serialize(options), StringComparison.Ordinal);
    }
}
