namespace IbmIam.Testing.Tests;

/// <summary>What the fake reads in a form, a header and a query, however it is written.</summary>
public sealed class SentForms : IDisposable
{
    private readonly FrozenFake _fake = new();

    [Theory]
    [InlineData("a=1", "a: 1")]
    [InlineData("a=1&a=2", "a: 1, 2")]
    [InlineData("&&a=1&", "a: 1")]
    [InlineData("a", "a: ")]
    [InlineData("a=", "a: ")]
    [InlineData("=x", ": x")]
    [InlineData("a=b=c", "a: b=c")]
    [InlineData("%61+b=%2B+%c3%bc", "a b: + ü")]
    [InlineData("a=%4", "a: %4")]
    [InlineData("a=%4x", "a: %4x")]
    [InlineData("", "")]
    public async Task The_log_holds_a_forms_fields_as_they_were_meant(string form, string fields)
    {
        Assert.Equal(400, (await _fake.FormAsync(form)).Status);

        Assert.Equal(fields, string.Join("; ", Assert.Single(_fake.Iam.Requests).Form.Select(field => $"{field.Key}: {field.Value}")));
    }

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%4x")]
    [InlineData("a=%x4")]
    [InlineData("%ff=a")]
    [InlineData("a=%ff&b=%ff")]
    [InlineData("a=%&b=%ff")]
    [InlineData("a=%ff&b=c")]
    public async Task A_form_that_is_not_percent_encoded_UTF_8_is_refused_wherever_the_flaw_stands(string field)
    {
        var answer = await _fake.FormAsync($"grant_type=password&{field}");

        Assert.Equal(Documents.Invalid("body", "****", "a percent-encoded form in UTF-8"), answer.Refusal());
    }

    [Fact]
    public async Task A_header_that_was_not_sent_is_told_by_its_name()
    {
        await _fake.FormAsync("a=1");
        var headers = Assert.Single(_fake.Iam.Requests).Headers;

        Assert.Equal(("tests/1.0", "tests/1.0", true, false), (headers["User-Agent"], headers["user-agent"], headers.ContainsKey("USER-AGENT"), headers.ContainsKey("X-Other")));
        Assert.Equal("The request has no header 'X-Other'.", Assert.Throws<KeyNotFoundException>(() => headers["X-Other"]).Message);
    }

    [Fact]
    public async Task An_answer_without_a_body_names_no_type_of_it()
    {
        var key = (await _fake.AskAsync("POST", "/v1/apikeys", $$"""{ "name": "k", "iam_id": "{{_fake.Iam.DefaultServiceId.IamId}}" }""", _fake.Iam.MintToken())).Json.Text("id");

        var answer = await _fake.AskAsync("DELETE", "/v1/apikeys/" + key, null, _fake.Iam.MintToken());

        Assert.Equal((204, "", false), (answer.Status, answer.Text, answer.Headers.ContainsKey("Content-Type")));
    }

    public void Dispose() => _fake.Dispose();
}
