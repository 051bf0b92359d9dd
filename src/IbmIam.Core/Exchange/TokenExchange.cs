using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using IbmIam.Caching;
using IbmIam.Credentials;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Gets a new token for a request, by the method its credential requires.</summary>
/// <param name="host">The host.</param>
/// <param name="http">Sends the requests.</param>
/// <param name="transactionId">The transaction ID to send; null for a new one.</param>
internal sealed class TokenExchange(IamHost host, IamHttp http, string? transactionId)
{
    private static readonly TimeSpan NotableSkew = TimeSpan.FromMinutes(5);

    // Without the commit, which follows a plus.
    private static readonly ProductInfoHeaderValue UserAgent = new(
        "ibm-iam-tooling",
        typeof(TokenExchange).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    private readonly string _transactionId = transactionId ?? Guid.NewGuid().ToString();

    /// <summary>Gets a token.</summary>
    /// <param name="request">The token request.</param>
    /// <param name="refresh">The refresh token that IAM returned with the cached token; null to use the credential itself.</param>
    /// <param name="baseToken">The access token that assumes the profile; null when no profile is assumed.</param>
    /// <param name="loop">The retry loop, and the deadline.</param>
    /// <param name="cancellationToken">Cancels the exchange.</param>
    public Task<HeldToken> RunAsync(TokenRequest request, string? refresh, string? baseToken, (RetryLoop Loop, Deadline Deadline) loop, CancellationToken cancellationToken) =>
        request.Credential switch
        {
            IamCredential.ReadyToken ready => Task.FromResult(FromExistingToken(ready.Token.Reveal(), request.Credential.Source)),
            IamCredential.CliSession => FromCliAsync(request, loop.Deadline, cancellationToken),
            IamCredential.VpcIdentity vpc => FromVpcAsync(vpc, loop.Loop, cancellationToken),
            _ => FromIamAsync(request, request.Form(refresh, baseToken), loop.Loop, cancellationToken),
        };

    private async Task<HeldToken> FromIamAsync(TokenRequest request, IReadOnlyList<KeyValuePair<string, string>> form, RetryLoop loop, CancellationToken cancellationToken)
    {
        var scrubber = new Scrubber();
        foreach (var (name, value) in form)
        {
            if (!TokenRequest.IsHarmless(name))
            {
                scrubber.Add(value);
            }
        }

        if (request.Client is { Id: not "bx" } client)
        {
            scrubber.Add(client.Secret.Reveal());
            scrubber.Add($"{client.Id}:{client.Secret.Reveal()}");
        }

        var call = new HttpCall($"IAM at {request.Endpoint.Authority}", request.EndpointSetting, request.Credential.Source, scrubber);
        return await loop.RunAsync(call.Service, call.Setting, token => TokenAsync(call, () => Message(request, form), token), cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage Message(TokenRequest request, IReadOnlyList<KeyValuePair<string, string>> form)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, IamEndpoint.At(request.Endpoint, "/identity/token")) { Content = new FormUrlEncodedContent(form) };
        if (request.Client is { } client && request.Credential is not IamCredential.Assumed)
        {
            message.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.Id}:{client.Secret.Reveal()}")));
        }

        if (request.Tenant is not null && request.Credential is not IamCredential.Assumed)
        {
            message.Headers.Add("ibm-cloud-tenant", request.Tenant);
        }

        return message;
    }

    private async Task<HeldToken> FromVpcAsync(IamCredential.VpcIdentity vpc, RetryLoop loop, CancellationToken cancellationToken)
    {
        var scrubber = new Scrubber();
        var call = new HttpCall($"the VPC metadata service at {vpc.Url.Authority}", vpc.Setting, vpc.Source, scrubber);
        var identity = await loop.RunAsync(call.Service, call.Setting, token => TokenAsync(call, () => VpcMessage(HttpMethod.Put, VpcMetadata.IdentityUrl(vpc), """{"expires_in":300}"""), token), cancellationToken).ConfigureAwait(false);
        scrubber.Add(identity.Fetched.AccessToken);
        var body = vpc.Profile is { } profile
            ? $$$"""{"trusted_profile":{"{{{profile.Field["profile_".Length..]}}}":"{{{System.Text.Json.JsonEncodedText.Encode(profile.Value)}}}"}}"""
            : "{}";
        return await loop.RunAsync(call.Service, call.Setting, token => TokenAsync(call, () => VpcMessage(HttpMethod.Post, VpcMetadata.TokenUrl(vpc), body, identity.Fetched.AccessToken), token), cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage VpcMessage(HttpMethod method, Uri url, string body, string? token = null)
    {
        var message = new HttpRequestMessage(method, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        message.Headers.Add("Metadata-Flavor", "ibm");
        message.Headers.Authorization = token is null ? null : new("Bearer", token);
        return message;
    }

    private async Task<HeldToken> FromCliAsync(TokenRequest request, Deadline deadline, CancellationToken cancellationToken) =>
        FromExistingToken(await new CliSession(host, deadline).TokenAsync(cancellationToken).ConfigureAwait(false), request.Credential.Source);

    /// <summary>Wraps an existing token. Its expiry is known only from its claim, and can only be compared with this machine's clock.</summary>
    private HeldToken FromExistingToken(string token, string source)
    {
        var now = host.Time.GetUtcNow();
        var claims = Claims.Read(token);
        var ends = claims is { Expires: { } seconds }
            ? DateTimeOffset.FromUnixTimeSeconds((long)Math.Clamp(seconds, 0, 253402300799))
            : throw Problems.CliFailed("it printed no valid token");
        return ends > now
            ? HeldToken.Of(host.Time, new TokenAnswer(token) { Identity = claims.Identity }, source, ends - now < TokenLifetime.Longest ? ends - now : TokenLifetime.Longest)
            : throw Problems.TokenExpired(source, ends);
    }

    private async Task<Attempt<HeldToken>> TokenAsync(HttpCall call, Func<HttpRequestMessage> compose, CancellationToken cancellationToken)
    {
        using var message = compose();
        message.Headers.Accept.Add(new("application/json"));
        message.Headers.UserAgent.Add(UserAgent);
        message.Headers.Add("Transaction-Id", _transactionId);
        var start = new HeldToken.Start(host.Time);
        host.Log.Detail($"Calling {call.Service}, transaction {_transactionId}.");
        var sent = await http.SendAsync(message, call, cancellationToken).ConfigureAwait(false);
        if (sent.Value is not { } answer)
        {
            return new(null, sent.Problem, sent.MayPass, sent.RetryAfter);
        }

        WarnOfSkew(answer.Date, start);
        var (token, why) = TokenAnswer.Read(answer.Body, answer.Date);
        return token is null ? Attempt<HeldToken>.Transient(Problems.NotIam(call.Service, call.Setting, why, answer.Status))
            : token.Lifetime is not { } lifetime ? Attempt<HeldToken>.Transient(Problems.LifetimeUnusable(call.Service, call.Setting, answer.Status))
            : Attempt<HeldToken>.Done(HeldToken.Of(host.Time, token, call.Source, lifetime, start));
    }

    private void WarnOfSkew(DateTimeOffset? answered, HeldToken.Start start)
    {
        if (answered is { } theirs && start.Wall - theirs is var skew && skew.Duration() > NotableSkew && host.Memory.TryMarkWarned("clock"))
        {
            var warning = Problems.ClockSkewed(skew);
            host.Log.Warning(warning.Code, warning.Text);
        }
    }
}
