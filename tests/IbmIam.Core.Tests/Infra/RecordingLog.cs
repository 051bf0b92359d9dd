using System.Collections.Concurrent;

namespace IbmIam.Core.Tests.Infra;

/// <summary>Keeps every line, so that a test can ask what was told, and what was not.</summary>
internal sealed class RecordingLog : IIamLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Information => _lines.Where(static line => line.StartsWith("info ", StringComparison.Ordinal));

    public IEnumerable<string> Warnings => _lines.Where(static line => line.StartsWith("IBMIAM", StringComparison.Ordinal));

    public string All => string.Join('\n', _lines);

    public void Detail(string message) => _lines.Enqueue("detail " + message);

    void IIamLog.Information(string message) => _lines.Enqueue("info " + message);

    public void Warning(string code, string message) => _lines.Enqueue($"{code} {message}");
}
