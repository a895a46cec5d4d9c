using Oneloop.Client.Http;
using Oneloop.Client.Pacing;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Tests.Pipeline;

namespace Oneloop.Client.Tests.Pacing;

/// <summary>
/// A client in a simulation: the real gate and the real retry rules, on a simulated clock, with workers and a network made of events.
/// </summary>
internal sealed class Simulation : IDisposable
{
    private const double Timeout = 30;

    private readonly SimulatedTime _time;
    private readonly SimulatedService _service;
    private readonly RequestSender _sender;
    private readonly Random _random;
    private readonly List<double> _answered = [];
    private int _left;
    private int _busy;

    /// <summary>Creates a client that will ask for customers.</summary>
    public Simulation(
        SimulatedTime time, SimulatedService service, int customers, int workers, int seed = 1, double outageTimeout = 300, int maximumRetryCount = 3)
    {
        _time = time;
        _service = service;
        Workers = workers;
        _random = new Random(seed);
        Customers = customers;
        _left = customers;
        OneloopClientOptions options = new(new Uri("http://localhost/"), "test-token")
        {
            TimeProvider = time,
            Random = _random.NextDouble,
            OutageTimeout = TimeSpan.FromSeconds(outageTimeout),
            MaximumRetryCount = maximumRetryCount,
        };
        _sender = new RequestSender(options, new FaultFactory(options.Redactor(), proxy: null), http: null!, CancellationToken.None);
    }

    public int Customers { get; }

    public int Workers { get; }

    /// <summary>When each response came.</summary>
    public IReadOnlyList<double> Answered => _answered;

    public List<OneloopException> Faults { get; } = [];

    public int Sent { get; private set; }

    public int Refused { get; private set; }

    public double StartedAt { get; private set; }

    public double EndedAt { get; private set; }

    public bool IsDone => _answered.Count + Faults.Count == Customers;

    /// <summary>The share of all requests that was refused.</summary>
    public double RefusedShare => Refused / (double)Sent;

    /// <summary>Responses a second between two times.</summary>
    public double Rate(double from, double to) => _answered.Count(t => t > from && t <= to) / (to - from);

    /// <summary>Responses a second from the first request to the last response.</summary>
    public double Rate() => _answered.Count / (EndedAt - StartedAt);

    /// <summary>Runs one client alone to its end.</summary>
    public static Simulation Run(
        SimulatedService service, int customers, int workers, double outageTimeout = 300, int maximumRetryCount = 3, int seed = 1)
    {
        SimulatedTime time = new();
        Simulation run = new(time, service, customers, workers, seed, outageTimeout, maximumRetryCount);
        run.Start();
        time.RunUntil(() => run.IsDone);
        return run;
    }

    /// <summary>Runs two clients on one service until both have ended.</summary>
    public static (Simulation First, Simulation Second) RunTwo(SimulatedService service, int customers, int workers, double secondStartsAt, int seed = 1)
    {
        SimulatedTime time = new();
        Simulation first = new(time, service, customers, workers, seed);
        Simulation second = new(time, service, customers, workers, seed + 100);
        first.Start();
        time.After(secondStartsAt, second.Start);
        time.RunUntil(() => first.IsDone && second.IsDone);
        return (first, second);
    }

    /// <summary>Another command of the connection begins.</summary>
    public void BeginCommand() => _sender.ProbeNow();

    public void Dispose() => _sender.Dispose();

    public void Start()
    {
        StartedAt = _time.Now;
        while (_busy < Workers && _left > 0)
        {
            _busy++;
            Next();
        }
    }

    private void Next()
    {
        if (_left == 0)
        {
            _busy--;
            return;
        }

        _left--;
        Enter(new ProbeRequest(HttpMethod.Get, "probe", Retry.Always), Customers - _left);
    }

    private void Enter(OneloopRequest request, int customer)
    {
        if (_sender.Gate.TryEnter(request) is { } isSent)
        {
            Go(request, customer, isSent);
        }
        else
        {
            _sender.Gate.Enqueue(new EventWaiter(request, released => _time.After(0, () => Go(request, customer, released))));
        }
    }

    private void Go(OneloopRequest request, int customer, bool isSent)
    {
        if (!isSent)
        {
            End(request);
            return;
        }

        Sent++;
        request.Attempts++;
        request.Fault = null;
        _time.After(Way(), () =>
        {
            OneloopException? fault = _service.Arrive(_time.Now, customer);
            _time.After(fault is null ? Way() : fault.Kind == FaultKind.Timeout ? Timeout : 0.0002, () =>
            {
                if (fault is null)
                {
                    _service.Leave();
                    fault = _service.Break(_time.Now);
                }

                request.Fault = fault;
                AttemptOutcome outcome = RequestAttempt.OutcomeOf(request);
                _sender.Gate.Exit(request, outcome);
                Refused += fault is { StatusCode: 429 or 503 } ? 1 : 0;
                if (fault is not null && _sender.NextDelay(request) is { } delay)
                {
                    _time.After(delay.TotalSeconds, () => Enter(request, customer));
                }
                else
                {
                    End(request);
                }
            });
        });
    }

    private void End(OneloopRequest request)
    {
        EndedAt = _time.Now;
        if (request.Fault is { } fault)
        {
            Faults.Add(fault);
        }
        else
        {
            _answered.Add(_time.Now);
        }

        Next();
    }

    private double Way() => 0.0002 + (_service.Latency * (0.4 + (0.2 * _random.NextDouble())));

    private sealed class EventWaiter(OneloopRequest request, Action<bool> release) : GateWaiter(request)
    {
        public override bool IsGone => false;

        public override bool TryRelease(bool isSent)
        {
            release(isSent);
            return true;
        }
    }
}
