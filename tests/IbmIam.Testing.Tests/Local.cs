using System.Text;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Tests;

/// <summary>A fake without a server, asked in process: for very many requests.</summary>
internal sealed class Local(FakeIam iam)
{
    private const string Form = "application/x-www-form-urlencoded";

    public Answer Token(string basic, params (string Name, string Value)[] form) =>
        Send("POST", "/identity/token", Body(form), ("Content-Type", Form), ("Authorization", Basic(basic)));

    public bool Introspect(string token) =>
        Send("POST", "/identity/introspect", Body(("token", token)), ("Content-Type", Form), ("Authorization", Basic("bx:bx"))).Json["active"]!.GetValue<bool>();

    public Answer Send(string method, string path, string body = "", params (string Name, string Value)[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new FakeRequest
        {
            Method = method,
            Path = path,
            Body = bytes,
            Headers = headers.Where(header => header.Value.Length > 0).Append(("Content-Length", bytes.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)))
                .ToDictionary(header => header.Item1, header => header.Item2, StringComparer.OrdinalIgnoreCase),
        };
        // Nothing is held, so the answer is there at once.
        var answering = iam.AnswerAsync(request, iam.Match(method, path)!, CancellationToken.None);
        Assert.True(answering.IsCompleted);
        var response = answering.GetAwaiter().GetResult();
        return new Answer(response.Status, Encoding.UTF8.GetString(response.Body.Span), new Dictionary<string, string>());
    }

    private static string Basic(string basic) => basic.Length == 0 ? "" : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(basic));

    private static string Body(params (string Name, string Value)[] form) =>
        string.Join('&', form.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}"));
}
