using System.Net.Sockets;

namespace Oneloop.StandIn.Proxy;

/// <summary>Passes on what two connections send each other, and how they end: an end as an end, a reset as a reset.</summary>
internal static class Relay
{
    /// <summary>Goes on until both directions have ended.</summary>
    public static async Task RunAsync(Socket client, Socket target, CancellationToken cancel)
    {
        using CancellationTokenSource broken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await Task.WhenAll(PassOnAsync(client, target, broken), PassOnAsync(target, client, broken));
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            client.LingerState = new LingerOption(true, 0);
            target.LingerState = new LingerOption(true, 0);
        }
    }

    private static async Task PassOnAsync(Socket from, Socket to, CancellationTokenSource broken)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int length;
            while ((length = await from.ReceiveAsync(buffer, broken.Token)) > 0)
            {
                for (int sent = 0; sent < length;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), broken.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction waits for what never comes now.
            await broken.CancelAsync();
            throw;
        }
    }
}
