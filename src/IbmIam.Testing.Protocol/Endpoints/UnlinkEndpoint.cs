using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>Removes the link of a trusted profile to the compute resource that the query describes, in IAM's Identity API.</summary>
internal static class UnlinkEndpoint
{
    private static readonly string[] Types = ["VSI", "BMS", "IKS_SA", "ROKS_SA", "CE"];
    private static readonly string[] Properties = ["crn", "namespace", "name", "component_type", "component_name"];

    /// <summary>
    /// The query must describe the link completely: how IAM treats a link with more properties is not known, and to remove it could
    /// remove too much.
    /// </summary>
    public static FakeResponse Answer(Exchange exchange) => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
    {
        var query = QueryString.Parse(exchange.Request.Query);
        if (!Types.Contains(query["type"]))
        {
            return (query.Has("type") ? IamErrors.Invalid("type", query["type"], string.Join(", ", Types)) : IamErrors.Missing("type")).ToResponse(exchange);
        }

        var id = profile.Trust.FirstOrDefault(one => one.Value is ProfileLink link && Fits(link, query)).Key;
        if (id is null)
        {
            return IamErrors.ObjectNotFound("Link", exchange.Request.Query.TrimStart('?')).ToResponse(exchange);
        }

        profile.Trust.TryRemove(id, out var _);
        return FakeResponse.Empty(204);
    });

    private static bool Fits(ProfileLink link, FormBody query) =>
        link.Asked.Text("cr_type") == query["type"] && Array.TrueForAll(Properties, name => link.Asked["link"]!.AsObject().Text(name) == query[name]);
}
