using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Oneloop.StandIn.Proxy;

/// <summary>An HTTP proxy on a loopback address: tunnels by CONNECT, and plain HTTP by absolute URIs. It leads to this machine only.</summary>
public sealed class ForwardProxy : IAsyncDisposable
{
    private static readonly string[] s_ownHeaders = ["Proxy-Authorization", "Proxy-Connection", "Connection", "Keep-Alive"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly ConcurrentQueue<ProxyRequest> _requests = new();
    private readonly string? _authorization;
    private readonly Task _accepting;

    private ForwardProxy(string? credential)
    {
        _authorization = credential is null ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credential))}";
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What it was asked, in the order in which it came.</summary>
    public IReadOnlyList<ProxyRequest> Requests => [.. _requests];

    /// <summary>Forgets what it was asked.</summary>
    public void Clear() => _requests.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // First the loop ends: it would fail in one of several ways where the listener is gone before.
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    /// <summary>Starts one.</summary>
    /// <param name="credential">The user:password that it asks for; null: it serves everybody.</param>
    public static ForwardProxy Start(string? credential) => new(credential);

    private static bool IsHere(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Where a request leads to; null where it is in no form that a proxy takes.</summary>
    private static Uri? TargetOf(RequestHead head) =>
        Uri.TryCreate(head.Method == "CONNECT" ? $"http://{head.Target}" : head.Target, UriKind.Absolute, out Uri? uri) && uri.Scheme == "http"
            ? uri
            : null;

    /// <summary>What a proxy would say that has not heard of secrets.</summary>
    private static string Echo(string? authorization) => authorization is null
        ? string.Empty
        : $$$"""{"error":{"code":407,"message":"{{{authorization}}} is not accepted"}}""";

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                Task served = ServeAsync(client);
                _connections[served] = true;
                _ = served.ContinueWith(task => _connections.TryRemove(task, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // It was disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await using NetworkStream stream = new(client, ownsSocket: false);
                while (await RequestHead.ReadAsync(stream, _stop.Token) is { } head)
                {
                    if (Refusal(head) is not (string status, string header, string body))
                    {
                        await ForwardAsync(client, head, TargetOf(head)!);
                        return;
                    }

                    await AnswerAsync(client, status, header, body);
                }
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // The client went away, or the proxy was disposed of.
            }
        }
    }

    /// <summary>Keeps the request, and says why it is not served; null where it is.</summary>
    private (string Status, string Header, string Body)? Refusal(RequestHead head)
    {
        string? authorization = head.Header("Proxy-Authorization");
        bool authorised = _authorization is null || authorization == _authorization;
        _requests.Enqueue(new ProxyRequest(head.Method, head.Target, authorised, authorization, [.. head.Headers.Select(h => h.Name)]));
        const string Challenge = "Proxy-Authenticate: Basic realm=\"stand-in\"\r\n";
        return !authorised ? ("407 Proxy Authentication Required", Challenge, Echo(authorization))
            : TargetOf(head) is not { } target ? ("400 Bad Request", string.Empty, string.Empty)
            : !IsHere(target.Host) ? ("403 Forbidden", string.Empty, string.Empty)
            : null;
    }

    private async Task ForwardAsync(Socket client, RequestHead head, Uri uri)
    {
        using Socket target = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await target.ConnectAsync(uri.DnsSafeHost, uri.Port, _stop.Token);
        }
        catch (SocketException)
        {
            await AnswerAsync(client, "502 Bad Gateway", string.Empty, string.Empty);
            return;
        }

        if (head.Method == "CONNECT")
        {
            await client.SendAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
        }
        else
        {
            // Closed after its answer: the relay would not see where a second request begins.
            IEnumerable<string> lines = head.Headers
                .Where(h => !s_ownHeaders.Contains(h.Name, StringComparer.OrdinalIgnoreCase))
                .Select(h => $"{h.Name}: {h.Value}")
                .Prepend($"{head.Method} {uri.PathAndQuery} HTTP/1.1")
                .Append("Connection: close\r\n\r\n");
            await target.SendAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)), _stop.Token);
        }

        await Relay.RunAsync(client, target, _stop.Token);
    }

    private async Task AnswerAsync(Socket client, string status, string header, string body)
    {
        string answer = $"HTTP/1.1 {status}\r\n{header}Content-Length: {body.Length}\r\n\r\n{body}";
        await client.SendAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
    }
}
