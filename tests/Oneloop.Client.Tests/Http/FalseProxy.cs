using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Oneloop.Client.Tests.Http;

/// <summary>A proxy on a loopback address that answers each connection with the same bytes, whatever it is asked, and closes it.</summary>
internal sealed class FalseProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _answer;
    private readonly Task _serving;
    private int _asked;

    private FalseProxy(string scheme, string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _listener.Start();
        Address = new Uri($"{scheme}://{_listener.LocalEndpoint}");
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>How many connections it has answered.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Starts one.</summary>
    public static FalseProxy Start(string answer, string scheme = "http") => new(scheme, answer);

    /// <summary>Starts one that answers with a status.</summary>
    public static FalseProxy StartWithStatus(int status) => Start($"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n");

    /// <summary>A loopback address that nothing listens on.</summary>
    public static Uri ClosedAddress(string scheme = "http")
    {
        using TcpListener reserved = new(IPAddress.Loopback, 0);
        reserved.Start();
        return new Uri($"{scheme}://{reserved.LocalEndpoint}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        byte[] asked = new byte[4096];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                await client.ReceiveAsync(asked, _stop.Token);
                Interlocked.Increment(ref _asked);
                await client.SendAsync(_answer, _stop.Token);
                client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The client went away, or this was disposed of.
            }
        }
    }
}
