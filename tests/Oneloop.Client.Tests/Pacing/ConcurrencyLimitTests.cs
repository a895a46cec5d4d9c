using Oneloop.Client.Pacing;

namespace Oneloop.Client.Tests.Pacing;

/// <summary>What a limit on concurrency learns from single responses; the simulations show what comes of it over minutes.</summary>
public sealed class ConcurrencyLimitTests
{
    [Fact]
    public void One_answer_does_not_prove_a_higher_number()
    {
        ConcurrencyLimit limit = FindFour();
        limit.RecordAnswer(3, sentAt: 1, now: 1);
        Assert.Equal(5, limit.Limit);

        // A server may count a request less long than the client does, so that a fifth is accepted now and then.
        limit.RecordAnswer(4, sentAt: 2, now: 2);
        Assert.Equal(5, limit.Limit);

        Assert.True(limit.RecordRefusal(4, now: 2.1));
        Assert.Equal(4, limit.Limit);
    }

    [Fact]
    public void Several_answers_in_a_row_do()
    {
        ConcurrencyLimit limit = FindFour();
        limit.RecordAnswer(3, sentAt: 1, now: 1);
        for (int answer = 0; answer < 8; answer++)
        {
            limit.RecordAnswer(4, sentAt: 2, now: 2);
        }

        Assert.True(limit.Limit > 5);
        Assert.True(limit.RecordRefusal(5, now: 2.1));
        Assert.Equal(5, limit.Limit);
    }

    [Fact]
    public void A_limit_that_gets_lower_is_followed()
    {
        ConcurrencyLimit limit = FindFour();
        for (int answer = 0; answer < 100; answer++)
        {
            limit.RecordAnswer(2, sentAt: 0.2, now: 0.2);
            limit.RecordAnswer(3, sentAt: 0.2, now: 0.2);
        }

        for (int refusal = 0; refusal < 4; refusal++)
        {
            limit.RecordAnswer(2, sentAt: 3 + refusal, now: 3 + refusal);
            Assert.True(limit.RecordRefusal(3, now: 3 + refusal));
            Assert.True(limit.RecordRefusal(3, now: 3 + refusal));
        }

        Assert.Equal(3, limit.Limit);
    }

    [Fact]
    public void One_that_was_taken_too_high_is_corrected()
    {
        ConcurrencyLimit limit = new();
        for (int refusal = 0; refusal < 4; refusal++)
        {
            limit.RecordRefusal(9 + refusal, now: 0.1);
        }

        Assert.Equal(9, limit.Limit);
        for (int request = 0; request < 4; request++)
        {
            limit.RecordAnswer(3, sentAt: 0.7, now: 0.8);
            Assert.True(limit.RecordRefusal(4, now: 0.8));
        }

        Assert.Equal(4, limit.Limit);
    }

    [Fact]
    public void It_is_forgotten_if_it_refuses_what_is_sent_alone()
    {
        ConcurrencyLimit limit = FindFour();
        int explained = 0;
        while (explained < 1000 && limit.RecordRefusal(0, now: 1))
        {
            explained++;
        }

        Assert.InRange(explained, 3, 25);
        Assert.Null(limit.Limit);
    }

    [Fact]
    public void What_was_sent_before_the_first_response_proves_nothing()
    {
        ConcurrencyLimit limit = new();
        for (int others = 0; others < 32; others++)
        {
            limit.RecordAnswer(others, sentAt: 0, now: 0.3);
        }

        for (int request = 0; request < 5; request++)
        {
            limit.RecordAnswer(3, sentAt: 0.4, now: 0.5);
            limit.RecordRefusal(4, now: 0.5);
        }

        Assert.Equal(4, limit.Limit);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.4)]
    public void Rare_refusals_are_enough_if_all_are_of_the_same_number(double apart)
    {
        ConcurrencyLimit limit = new();
        limit.RecordAnswer(0, sentAt: 0, now: 0.01);
        double now = 0.9;
        for (int request = 0; request < 5; request++, now += apart)
        {
            for (int others = 0; others < 4; others++)
            {
                limit.RecordAnswer(others, sentAt: 0.02, now);
            }

            limit.RecordRefusal(4, now);
        }

        Assert.Equal(4, limit.Limit);
    }

    [Fact]
    public void It_is_not_seen_in_refusals_whatever_else_is_in_flight()
    {
        ConcurrencyLimit limit = new();
        limit.RecordAnswer(0, sentAt: 0, now: 0.01);
        for (int request = 0; request < 200; request++)
        {
            double now = 0.1 + (request * 0.01);
            limit.RecordAnswer(request % 6, sentAt: now, now);
            Assert.False(limit.RecordRefusal(request % 7, now));
        }

        Assert.Null(limit.Limit);
    }

    [Fact]
    public void Refusals_with_answers_between_them_do_not_lower_it()
    {
        ConcurrencyLimit limit = FindFour();
        limit.RecordAnswer(3, sentAt: 1, now: 1);
        Assert.Equal(5, limit.Limit);
        for (int request = 0; request < 3; request++)
        {
            limit.RecordAnswer(3, sentAt: 1, now: 1.1);
            limit.RecordRefusal(3, now: 1.1);
        }

        Assert.Equal(5, limit.Limit);
    }

    private static ConcurrencyLimit FindFour()
    {
        ConcurrencyLimit limit = new();
        for (int request = 0; request < 20; request++)
        {
            limit.RecordAnswer(request % 4, sentAt: 0.1, now: 0.1);
            limit.RecordRefusal(4 + (request % 4), now: 0.1);
        }

        Assert.Equal(4, limit.Limit);
        return limit;
    }
}
