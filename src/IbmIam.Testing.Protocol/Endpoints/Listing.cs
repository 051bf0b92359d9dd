using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>
/// Paged lists of IAM's Identity API. The links to other pages have the whole query in their <c>pagetoken</c>,
/// so that a client follows them without other parameters.
/// </summary>
internal static class Listing
{
    private const int UsualPage = 20;
    private const int LargestPage = 100;

    /// <param name="exchange">The request for a page.</param>
    /// <param name="name">The property that holds the items.</param>
    /// <param name="sortable">The properties that the items can be sorted by.</param>
    /// <param name="refuse">Returns the error in the query, or null.</param>
    /// <param name="find">Returns all items that match the query.</param>
    public static FakeResponse Answer(
        Exchange exchange, string name, string[] sortable, Func<FormBody, IamError?> refuse, Func<FormBody, IEnumerable<JsonObject>> find)
    {
        if (Read(exchange.Request.Query.TrimStart('?')) is not (string text, int offset))
        {
            return IamErrors.Invalid("pagetoken", QueryString.Value(exchange.Request.Query, "pagetoken"), "those of a page before").ToResponse(exchange);
        }

        var query = QueryString.Parse(text);
        var size = query.Has("pagesize") ? Size(query["pagesize"]) : UsualPage;
        var filter = query.Has("filter") ? ListFilter.Parse(query["filter"]) : _ => true;
        var flaw = size is null ? IamErrors.Invalid("pagesize", query["pagesize"], $"1 to {LargestPage}")
            : query.Has("sort") && !sortable.Contains(query["sort"]) ? IamErrors.Invalid("sort", query["sort"], string.Join(", ", sortable))
            : query["order"] is not ("" or "asc" or "desc") ? IamErrors.Invalid("order", query["order"], "asc, desc")
            : filter is null ? IamErrors.Invalid("filter", query["filter"], ListFilter.Valid)
            : refuse(query);
        if (flaw is not null || size is not { } limit)
        {
            return flaw!.ToResponse(exchange);
        }

        var items = Sort(find(query).Where(filter!), query).Skip(offset).Take(limit + 1).ToList();
        string Link(int to) => $"{exchange.Iam.Url}{exchange.Request.Path}?pagetoken={Token(text, to)}";
        var page = new JsonObject { ["context"] = Management.Context(exchange), ["offset"] = offset, ["limit"] = limit, ["first"] = Link(0) };
        if (offset > 0)
        {
            page["previous"] = Link(Math.Max(0, offset - limit));
        }

        if (items.Count > limit)
        {
            page["next"] = Link(offset + limit);
        }

        page[name] = new JsonArray([.. items.Take(limit)]);
        return FakeResponse.Of(page);
    }

    /// <summary>Descending order reverses the whole list, so that the newest of several items created in the same minute comes first.</summary>
    private static IEnumerable<JsonObject> Sort(IEnumerable<JsonObject> items, FormBody query)
    {
        var sorted = query.Has("sort") ? items.OrderBy(item => item.Text(query["sort"]), StringComparer.Ordinal) : items;
        return query["order"] == "desc" ? sorted.Reverse() : sorted;
    }

    private static int? Size(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestPage ? size : null;

    private static string Token(string query, int offset) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{offset}?{query}"));

    /// <summary>Gets the query and the page's offset, or null if the page token is invalid.</summary>
    private static (string Query, int Offset)? Read(string query)
    {
        var token = QueryString.Parse(query)["pagetoken"];
        if (token.Length == 0)
        {
            return (query, 0);
        }

        var parts = Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('?', 2) : [];
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? (parts[1], offset) : null;
    }
}
