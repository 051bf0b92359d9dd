using System.Net;
using System.Text;

namespace IbmIam.Core.Tests;

public class ApiKeys
{
    [Fact]
    public async Task A_key_is_exchanged_for_a_token()
    {
        using var iam = new HttpListener();
        iam.Prefixes.Add("http://127.0.0.1:18431/");
        iam.Start();
        var asked = Task.Run(async () =>
        {
            var context = await iam.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var form = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            context.Response.ContentType = "application/json";
            context.Response.Close(Encoding.UTF8.GetBytes("""{"access_token":"a.b.c","refresh_token":"not_supported","token_type":"Bearer","expires_in":3600,"expiration":1,"scope":"ibm openid"}"""), true);
            return form;
        }, TestContext.Current.CancellationToken);
        var client = new IamClient(new IamSettings { IamUrl = "http://127.0.0.1:18431", ApiKey = Secret.From("key+1") }, new IamHost { Memory = new TokenMemory() });

        var token = await client.GetTokenAsync(TestContext.Current.CancellationToken);

        Assert.Equal("a.b.c", token.AccessToken);
        Assert.Null(token.RefreshToken);
        Assert.Equal("grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=key%2B1", await asked);
    }
}
