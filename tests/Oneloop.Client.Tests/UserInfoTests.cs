namespace Oneloop.Client.Tests;

/// <summary>User name and password are found in addresses, and in what was meant as one.</summary>
public sealed class UserInfoTests
{
    [Theory]
    [InlineData("http://user:pa55@proxy:3128", "user:pa55", "http://proxy:3128")]
    [InlineData("http://user@proxy:3128/", "user", "http://proxy:3128/")]
    [InlineData("http://us%65r:p%40ss@proxy", "us%65r:p%40ss", "http://proxy")]
    [InlineData("http://user:pa@55@proxy:3128", "user:pa@55", "http://proxy:3128")]
    [InlineData("http://user:pa/55@proxy:3128", "user:pa/55", "http://proxy:3128")]
    [InlineData("http://user:pa#55@proxy:3128", "user:pa#55", "http://proxy:3128")]
    [InlineData("user:pa55@proxy:3128", "user:pa55", "proxy:3128")]
    [InlineData("user:pa55@", "user:pa55", "")]
    [InlineData("https://prod.oneloop.ai/@team/?mail=a@b", "", "https://prod.oneloop.ai/@team/?mail=a@b")]
    [InlineData("http://proxy:3128", "", "http://proxy:3128")]
    [InlineData("proxy", "", "proxy")]
    [InlineData("", "", "")]
    public void They_are_found_and_taken_away(string address, string userInfo, string rest)
    {
        Assert.Equal(userInfo, UserInfo.Of(address));
        Assert.Equal(rest, UserInfo.Without(address));
    }
}
