using System.Text;

namespace IbmIam.Testing.Http;

/// <summary>Parses a request's query, which is encoded like a form.</summary>
internal static class QueryString
{
    public static FormBody Parse(string query) => FormBody.Parse(Encoding.UTF8.GetBytes(query.TrimStart('?')));

    public static string Value(string query, string name) => Parse(query)[name];
}
