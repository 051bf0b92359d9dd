using System.Text;

namespace IbmIam.Testing.Http;

/// <summary>The query of a request, which is encoded as a form is.</summary>
internal static class QueryString
{
    public static FormBody Parse(string query) => FormBody.Parse(Encoding.UTF8.GetBytes(query.TrimStart('?')));

    public static string Value(string query, string name) => Parse(query)[name];
}
