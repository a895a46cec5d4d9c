using System.Globalization;
using System.Net.Security;
using Oneloop.Client.Billing;
using Oneloop.Client.Http;
using Oneloop.Client.Tests.StandIn;
using Oneloop.StandIn;
using Oneloop.StandIn.Tls;

namespace Oneloop.Client.Tests.Http;

/// <summary>Certificates that are not valid: the connection fails at once, and the message says why.</summary>
public sealed class CertificateTests
{
    private static readonly string s_yesterday = Day(-1);
    private static readonly string s_tomorrow = Day(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<CertificateKind, bool, FaultCause, string> Invalid => new()
    {
        { CertificateKind.SelfSigned, false, FaultCause.CertificateNotTrusted, "is not trusted: it is self-signed" },
        {
            CertificateKind.OwnAuthority, false, FaultCause.CertificateNotTrusted,
            "is not trusted: this machine does not know its issuer, Stand-in Authority"
        },
        { CertificateKind.Expired, true, FaultCause.CertificateExpired, $"expired on {s_yesterday}" },
        {
            CertificateKind.Expired, false, FaultCause.CertificateExpired,
            $"expired on {s_yesterday} and is not trusted: it is self-signed"
        },
        { CertificateKind.NotYetValid, true, FaultCause.CertificateExpired, $"is not valid before {s_tomorrow}" },
        {
            CertificateKind.OtherName, true, FaultCause.CertificateNameMismatch,
            "is issued for other.example.com, *.example.org, not for localhost"
        },
        {
            CertificateKind.OtherName, false, FaultCause.CertificateNameMismatch,
            "is issued for other.example.com, *.example.org, not for localhost and is not trusted: it is self-signed"
        },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task An_invalid_certificate_fails_at_once_with_its_reason_and_no_token_is_sent(
        CertificateKind kind, bool trusted, FaultCause cause, string reason)
    {
        await using StandInServer server = await StartAsync(kind);
        using OneloopClient client = new(new OneloopClientOptions(server.SecureBaseAddress!, "token")
        {
            Trust = trusted ? Api.Trust(server) : null,
            MaximumRetryCount = 3,
        });

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws_bulk", "m"), Cancel));

        Assert.Equal((FaultKind.ConnectionFailed, cause, 1), (fault.Kind, fault.Cause, fault.Attempts));
        Assert.Equal($"The certificate of localhost {reason} (1 attempt).", fault.Message);
        Assert.Null(fault.Proxy);
        Assert.Null(fault.InnerException);
        Assert.Empty(server.Requests.All);
    }

    [Theory]
    [InlineData(CertificateKind.SelfSigned)]
    [InlineData(CertificateKind.OwnAuthority)]
    public async Task Who_trusts_the_certificate_or_its_authority_connects(CertificateKind kind)
    {
        await using StandInServer server = await StartAsync(kind);
        using OneloopClient client = new(new OneloopClientOptions(server.SecureBaseAddress!, "token") { Trust = Api.Trust(server) });

        Assert.NotNull(await client.InvokeAsync(new GetBillingRequest("ws_bulk", "m"), Cancel));
    }

    [Fact]
    public async Task Of_many_at_once_each_gets_the_reason()
    {
        await using StandInServer server = await StartAsync(CertificateKind.Expired);
        using OneloopClient client = new(new OneloopClientOptions(server.SecureBaseAddress!, "token") { Trust = Api.Trust(server) });

        OneloopException[] faults = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws_bulk", $"m{i}"), Cancel))));

        Assert.All(faults, f => Assert.Equal($"The certificate of localhost expired on {s_yesterday} (1 attempt).", f.Message));
    }

    [Fact]
    public async Task The_certificate_of_a_proxy_is_named_as_its_own()
    {
        await using StandInServer proxy = await StartAsync(CertificateKind.Expired);
        OneloopClientOptions options = new(new Uri("https://prod.oneloop.ai"), "token", proxy.SecureBaseAddress);
        using OneloopClient client = new(options with { Trust = Api.Trust(proxy) });

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal((FaultCause.CertificateExpired, proxy.SecureBaseAddress), (fault.Cause, fault.Proxy));
        Assert.Equal($"The certificate of the proxy localhost expired on {s_yesterday} (1 attempt).", fault.Message);
    }

    [Fact]
    public void What_NET_finds_valid_is_accepted_and_nothing_else()
    {
        Assert.True(CertificateCheck.Validate(this, certificate: null, chain: null, SslPolicyErrors.None));
        InvalidCertificateException e = Assert.Throws<InvalidCertificateException>(
            () => CertificateCheck.Validate(this, certificate: null, chain: null, SslPolicyErrors.RemoteCertificateNotAvailable));

        Assert.Equal(("is missing", FaultCause.CertificateInvalid), (e.Reason, e.Cause));
    }

    [Fact]
    public async Task A_server_without_TLS_is_named_as_before_and_tried_again()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        Uri address = new UriBuilder(server.BaseAddress) { Scheme = "https" }.Uri;
        OneloopClientOptions options = new(address, "token") { MaximumRetryCount = 1, RetryInterval = TimeSpan.Zero };
        using OneloopClient client = new(options);

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal((FaultKind.ConnectionFailed, FaultCause.Unspecified, 2), (fault.Kind, fault.Cause, fault.Attempts));
        Assert.StartsWith($"TLS with {address.Authority} failed: ", fault.Message, StringComparison.Ordinal);
    }

    private static Task<StandInServer> StartAsync(CertificateKind kind) =>
        StandInServer.StartAsync(new StandInOptions { Https = true, Certificate = kind });

    private static string Day(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
