using System.Collections.Concurrent;
using System.Net;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>What <c>&lt;IbmIamRequest /&gt;</c> sends, repeats, refuses and hands out; several calls in each build.</summary>
public sealed class Requests(Requests.Solution solution) : IClassFixture<Requests.Solution>
{
    private Deployment Deployment => solution.Deployment;

    [Fact]
    public async Task The_call_carries_method_headers_body_and_token_and_gives_the_answer()
    {
        var build = (await solution.BuildAsync("Calls")).ShouldSucceed();

        Assert.Contains("echo 201 created it", build.Output, StringComparison.Ordinal);
        Assert.Contains("missing 404", build.Output, StringComparison.Ordinal);
        Assert.Equal("created it", await File.ReadAllTextAsync(Path.Combine(Deployment.Folder, "out/folder/answer.txt"), TestContext.Current.CancellationToken));
        var sent = solution.Sent("/echo")[0];
        Assert.Equal("POST", sent.Method);
        Assert.Equal("""{"name":"a;b"}""", sent.Body);
        Assert.Equal("application/json", sent.Headers!["Content-Type"].Single());
        Assert.Equal("one; two", sent.Headers["X-List"].Single());
        Assert.StartsWith("Bearer ey", sent.Headers["Authorization"].Single(), StringComparison.Ordinal);
        var put = solution.Sent("/put")[0];
        Assert.Equal(("PUT", "from a file", "text/plain"), (put.Method, put.Body, put.Headers!["Content-Type"].Single()));
        Assert.Equal("followed", await File.ReadAllTextAsync(Path.Combine(Deployment.Folder, "out/below.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_may_be_repeated_is_repeated_and_nothing_else()
    {
        var build = (await solution.BuildAsync("Repeats")).ShouldFail();

        Assert.Contains("recovered", build.Output, StringComparison.Ordinal);
        Assert.Equal(3, solution.Sent("/flaky").Count);
        Assert.Matches(@"error IBMIAM6010: POST http://127\.0\.0\.1:\d+/broken answered 503, expected 2xx\. It said: try later, \*\*\* and \*\*\*", build.Output);
        Assert.Single(solution.Sent("/broken"));
        Assert.Empty(Deployment.Secrets.InText("console", build.Output));
    }

    [Fact]
    public async Task The_token_goes_neither_to_another_host_nor_over_plain_http()
    {
        var build = (await solution.BuildAsync("Strays")).ShouldFail();

        Assert.Contains("error IBMIAM3020: ", build.Output, StringComparison.Ordinal);
        Assert.Contains("error IBMIAM1020: ", build.Output, StringComparison.Ordinal);
        Assert.Contains("followed", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_are_told_together_and_by_place_where_a_secret_may_stand()
    {
        var build = (await solution.BuildAsync("Faults")).ShouldFail();

        Assert.Matches("error IBMIAM6002: 8 settings are invalid.*Url is not .*Method \"G-T\".*Body and BodyFile.*ContentType.*ExpectedStatus \"ok\".*Headers: item 1 .*Headers: Authorization.*RequestTimeout is \"never\"", build.Output);
        Assert.DoesNotContain("hidden-value", build.Output, StringComparison.Ordinal);
        Assert.Contains("error IBMIAM6002: Url contains a user name or password", build.Output, StringComparison.Ordinal);
        Assert.Matches("error IBMIAM6012: BodyFile .*nowhere.txt", build.Output);
        Assert.Matches("error IBMIAM6012: OutputFile .*body.txt/answer.txt", build.Output);
        Assert.Matches("error IBMIAM6010: GET .*/later answered 503", build.Output);
        Assert.Matches("error IBMIAM6011: GET .*/huge got no answer: ", build.Output);
        Assert.Single(solution.Sent("/huge"));
        Assert.DoesNotContain("MSB4018", build.Output, StringComparison.Ordinal);
        Assert.Matches("error IBMIAM6011: GET http://127.0.0.1:1/ got no answer in 4 attempts: ", build.Output);
        Assert.Matches(@"error IBMIAM6011: GET http://127\.0\.0\.1:\d+/slow got no answer: timed out after 1 s", build.Output);
    }

    /// <summary>A project with all calls, and a service for them beside the fake IAM.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        private readonly ConcurrentQueue<IRequestMessage> _sent = new();

        internal Deployment Deployment { get; } = new(packages);

        public async ValueTask InitializeAsync()
        {
            Deployment.Sandbox.Write("body.txt", "from a file");
            Deployment.Project("p.csproj", """
                <Target Name="Calls">
                  <IbmIamRequest Url="$(Service)/echo" Headers="X-List: one%3B two;Accept: text/plain" Body="{&quot;name&quot;:&quot;a%3Bb&quot;}">
                    <Output TaskParameter="Response" PropertyName="Answer" />
                    <Output TaskParameter="StatusCode" PropertyName="Status" />
                  </IbmIamRequest>
                  <Message Importance="high" Text="echo $(Status) $(Answer)" />
                  <IbmIamRequest Url="$(Service)/put" Method="put" BodyFile="body.txt" ContentType="text/plain" OutputFile="out/folder/answer.txt" />
                  <IbmIamRequest Url="$(Service)/missing" ExpectedStatus="2xx;404">
                    <Output TaskParameter="StatusCode" PropertyName="Status" />
                  </IbmIamRequest>
                  <Message Importance="high" Text="missing $(Status)" />
                  <IbmIamRequest Url="$(Service)/here" ProjectDirectory="out" OutputFile="below.txt" />
                </Target>
                <Target Name="Repeats">
                  <IbmIamRequest Url="$(Service)/flaky">
                    <Output TaskParameter="Response" PropertyName="Answer" />
                  </IbmIamRequest>
                  <Message Importance="high" Text="$(Answer)" />
                  <IbmIamRequest Url="$(Service)/broken" Body="{}" Headers="X-Secret: hidden-value" />
                </Target>
                <Target Name="Strays">
                  <IbmIamRequest Url="$(Service)/moved">
                    <Output TaskParameter="Response" PropertyName="Answer" />
                  </IbmIamRequest>
                  <Message Importance="high" Text="$(Answer)" />
                  <IbmIamRequest Url="$(Service)/away" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="http://example.com/" ContinueOnError="ErrorAndContinue" />
                </Target>
                <Target Name="Faults">
                  <IbmIamRequest Url="nowhere" Method="G-T" Body="x" BodyFile="y" ContentType="json" ExpectedStatus="ok" Headers="hidden-value;Authorization: hidden-value" RequestTimeout="never" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="https://me:hidden-value@127.0.0.1/" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="$(Service)/put" BodyFile="nowhere.txt" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="$(Service)/here" OutputFile="body.txt/answer.txt" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="$(Service)/later" RequestTimeout="10" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="$(Service)/huge" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="http://127.0.0.1:1/" ContinueOnError="ErrorAndContinue" />
                  <IbmIamRequest Url="$(Service)/slow" RequestTimeout="1" ContinueOnError="ErrorAndContinue" />
                </Target>
                """);
            Answer("/echo", HttpStatusCode.Created, _ => "created it");
            Answer("/put", HttpStatusCode.OK, _ => "created it");
            Answer("/missing", HttpStatusCode.NotFound, _ => "");
            Answer("/broken", HttpStatusCode.ServiceUnavailable, sent => $"try later,\n{sent.Headers!["Authorization"].Single()["Bearer ".Length..]} and {sent.Headers["X-Secret"].Single()}");
            Answer("/here", HttpStatusCode.OK, _ => "followed");
            Service("/flaky").InScenario("flaky").WillSetStateTo("again", 2).RespondWith(Recorded(HttpStatusCode.ServiceUnavailable, _ => ""));
            Service("/flaky").InScenario("flaky").WhenStateIs("again").RespondWith(Recorded(HttpStatusCode.OK, _ => "recovered"));
            Service("/moved").RespondWith(Recorded(HttpStatusCode.Found, _ => "").WithHeader("Location", "/here"));
            Service("/away").RespondWith(Recorded(HttpStatusCode.Found, _ => "").WithHeader("Location", "https://example.com/"));
            Service("/later").RespondWith(Recorded(HttpStatusCode.ServiceUnavailable, _ => "").WithHeader("Retry-After", "20"));
            Answer("/huge", HttpStatusCode.OK, _ => new string('x', (16 << 20) + 1));
            Service("/slow").RespondWith(Response.Create().WithDelay(TimeSpan.FromSeconds(20)));
            await Deployment.RestoreAsync("p.csproj");
        }

        /// <summary>The calls that came to a path.</summary>
        public IReadOnlyList<IRequestMessage> Sent(string path) => [.. _sent.Where(s => s.Path == path)];

        public Task<SdkResult> BuildAsync(string target) => Deployment.BuildAsync("p.csproj", "-t:" + target, "-p:Service=" + Deployment.Iam.Url);

        public ValueTask DisposeAsync()
        {
            Deployment.Dispose();
            return ValueTask.CompletedTask;
        }

        private IRespondWithAProvider Service(string path) => Deployment.Iam.Server.Given(Request.Create().WithPath(path));

        private void Answer(string path, HttpStatusCode status, Func<IRequestMessage, string> body) => Service(path).RespondWith(Recorded(status, body));

        private IResponseBuilder Recorded(HttpStatusCode status, Func<IRequestMessage, string> body) => Response.Create().WithStatusCode(status).WithBody(sent =>
        {
            _sent.Enqueue(sent);
            return body(sent);
        });
    }
}
