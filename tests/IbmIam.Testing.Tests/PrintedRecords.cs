using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Tests;

/// <summary>A record prints its properties unless it says otherwise: one that has a secret must.</summary>
public sealed partial class PrintedRecords
{
    private static readonly Type[] Records = [.. typeof(FakeIam).Assembly.GetTypes().Where(type => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null)];

    [Fact]
    public void No_record_prints_a_secret()
    {
        var secret = Records.Where(type => type.GetProperties().Any(property => property.PropertyType == typeof(string) && Secret().IsMatch(property.Name))).ToList();

        Assert.Contains(typeof(FakeRequest), secret);
        Assert.All(secret, type => Assert.Null(type.GetMethod("ToString", [])!.GetCustomAttribute<CompilerGeneratedAttribute>()));
    }

    [Fact]
    public void A_request_prints_neither_its_query_nor_its_bearer()
    {
        var request = new FakeRequest
        {
            Method = "GET", Path = "/", Query = "?token=canary", Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer canary" },
        };

        Assert.Equal("FakeRequest", request.ToString());
    }

    [GeneratedRegex("Token|Bearer|Secret|Password|Passcode|^Value$|ApiKey")]
    private static partial Regex Secret();
}
