using System.Text;
using System.Text.Json;
using Oneloop.Client.Billing;
using Oneloop.Client.Json;

namespace Oneloop.Client.Tests.Billing;

/// <summary>Reading a billing by hand gives what the serializer gives, or nothing.</summary>
public sealed class BillingReaderTests
{
    private const string Members = """
        "id":"cbm_1","totalCredits":"1000","usedCredits":12,"allowOverages":false,"spendCap":null,
        "createdAt":"2026-01-31T09:30:00Z","updatedAt":"2026-02-01T10:00:00.1234567+05:30"
        """;

    private const string Body = """{"billing":{MEMBERS}}""";
    private const string Twice = Body + Body;

    [Theory]
    [InlineData(Body)]
    [InlineData("""{"billing":null}""")]
    [InlineData("""{"more":{"billing":[1,{"id":2}]},"billing":{MEMBERS,"id2":[{}],"note":"x"},"last":[[]]}""")]
    [InlineData(""" { "b\u0069lling" : { MEMBERS , "\u0069d" : "\u0022x\u0022", "spendCap": "007" } } """)]
    [InlineData("""{"billing":{"updatedAt":"2026-02-01T10:00:00-03:30","createdAt":"2026-01-31T09:30:00+00:00","spendCap":"9999999999999999999999999999","allowOverages":true,"usedCredits":"0","totalCredits":"\u0031","id":"é𝄞 \ud834\udd1e"}}""")]
    public void What_is_as_the_contract_says_is_read(string json)
    {
        byte[] body = Bytes(json);

        Assert.True(BillingReader.TryRead(body, out CustomerBillingMeter? billing));
        Assert.Equivalent(ResponseReader.Read(body, OneloopJsonContext.Default.BillingEnvelope).Billing, billing, strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"billing":[]}""")]
    [InlineData("""{"billing":{}}""")]
    [InlineData("""{"Billing":null}""")]
    [InlineData(Body + "x")]
    [InlineData(Twice)]
    [InlineData("""{"billing":{MEMBERS,"id":null}}""")]
    [InlineData("""{"billing":{MEMBERS,"totalCredits":"1.5"}}""")]
    [InlineData("""{"billing":{MEMBERS,"usedCredits":null}}""")]
    [InlineData("""{"billing":{MEMBERS,"usedCredits":"99999999999999999999999999999"}}""")]
    [InlineData("""{"billing":{MEMBERS,"allowOverages":"true"}}""")]
    [InlineData("""{"billing":{MEMBERS,"createdAt":"2026-01-31T09:30:00"}}""")]
    [InlineData("""{"billing":{MEMBERS,}}""")]
    [InlineData("""{"billing":{MEMBERS}""")]
    public void What_is_not_is_left_to_the_serializer(string json) =>
        Assert.False(BillingReader.TryRead(Bytes(json), out _));

    [Fact]
    public void Nothing_else_is_read_than_the_serializer_reads()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        byte[] body = Bytes(Body);
        int read = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] changed = [.. body];
            for (int change = random.Next(3); change >= 0; change--)
            {
                // Another byte of the body is as likely to matter as any byte.
                changed[random.Next(changed.Length)] = random.Next(2) == 0 ? body[random.Next(body.Length)] : (byte)random.Next(256);
            }

            if (BillingReader.TryRead(changed, out CustomerBillingMeter? billing))
            {
                read++;
                CustomerBillingMeter? expected = null;
                Exception? fault = Record.Exception(() => expected = ResponseReader.Read(changed, OneloopJsonContext.Default.BillingEnvelope).Billing);
                Assert.True(fault is null, $"Seed {seed}: {Encoding.UTF8.GetString(changed)}: {fault}");
                Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(billing));
            }
        }

        Assert.InRange(read, 100, 19_900);
    }

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json.Replace("MEMBERS", Members, StringComparison.Ordinal));
}
