using System.Threading.Channels;

namespace IbmIam.Testing;

/// <summary>
/// Prints a line for each request. When a test reads only the first line, the pipe fills up; lines are then
/// dropped, so that no request waits for the reader.
/// </summary>
internal sealed class RequestPrinter
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(1_000)
    {
        FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true,
    });

    /// <summary>Prints the requests received so far and all later ones. Call it after the program's first line has been printed.</summary>
    public void Start(TextWriter output)
    {
        // A background thread, because a full pipe blocks it, which must not keep the process alive.
        var printing = new Thread(() => Print(output)) { IsBackground = true, Name = "requests" };
        printing.Start();
    }

    public void Add(FakeIamRequest request) => _lines.Writer.TryWrite(request.ToString());

    private void Print(TextWriter output)
    {
        var reader = _lines.Reader;
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out var line))
            {
                output.WriteLine(line);
            }
        }
    }
}
