using System.Globalization;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing;

/// <summary>
/// A request that the fake answered. <see cref="ToString"/> masks secrets; <see cref="Path"/>, <see cref="Query"/>,
/// <see cref="UserAgent"/>, <see cref="Form"/> and <see cref="Headers"/> contain them in full.
/// </summary>
public sealed record FakeIamRequest
{
    /// <summary>When the request arrived, by the fake's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path as received, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark, or an empty string.</summary>
    public string Query { get; init; } = "";

    /// <summary>
    /// The grant type without IAM's prefix (<c>apikey</c>, <c>refresh_token</c>, <c>cr-token</c>, …), or null. A value that is too long is
    /// truncated; a key or token in its place is masked.
    /// </summary>
    public string? Grant { get; init; }

    /// <summary>The ID of the requesting identity (<c>ServiceId-…</c>, <c>IBMid-…</c>, <c>Profile-…</c>), or null when none was recognised.</summary>
    public string? Identity { get; init; }

    /// <summary>The status code of the response; 0 when the connection was reset before it, or the client disconnected while its request was held.</summary>
    public required int Status { get; init; }

    /// <summary>IAM's error code (<c>BXNIM0415E</c>, …), or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Why the request was refused, and the nearest valid request, or null.</summary>
    public string? Explanation { get; init; }

    /// <summary>The client's <c>User-Agent</c>, or an empty string.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>The kind of the fault that was applied (<c>status</c>, <c>reset</c>, …), or null.</summary>
    public string? Fault { get; init; }

    /// <summary>The form fields as received, including secrets.</summary>
    public IReadOnlyDictionary<string, string> Form { get; init; } = new Dictionary<string, string>();

    /// <summary>The headers as received, including secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the request was for a token: to the token endpoint, or the last step of VPC instance metadata.</summary>
    public bool IsTokenRequest { get; init; }

    /// <summary>The approximate size in memory.</summary>
    internal long Bytes => 512 + (100L * Form.Count) + (2L * (Path.Length + Query.Length + (Explanation?.Length ?? 0) + Characters(Form) + Characters(Headers)));

    /// <summary>Describes the request in one line, with secrets masked.</summary>
    /// <returns>Time, method, path, grant, identity, response, fault, user agent and form.</returns>
    public override string ToString()
    {
        var form = string.Join('&', Masking.Form(Form).Select(field => $"{field.Key}={field.Value}"));
        string?[] parts =
        [
            At.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), Method, Masking.Path(Path), Grant is null ? null : Masking.Plain(Grant), Identity,
            $"-> {Status.ToString(CultureInfo.InvariantCulture)}", ErrorCode, Fault is null ? null : $"(fault: {Fault})",
            UserAgent.Length > 0 ? $"[{Masking.Text(UserAgent)}]" : null, form.Length > 0 ? form : null, Explanation,
        ];
        return Masking.OneLine(string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part))));
    }

    private static int Characters(IReadOnlyDictionary<string, string> fields) => fields.Sum(field => field.Key.Length + field.Value.Length);
}
