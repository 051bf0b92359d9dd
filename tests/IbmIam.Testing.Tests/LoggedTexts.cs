namespace IbmIam.Testing.Tests;

/// <summary>A line of the log: what it shows whole, what it shortens, what it masks.</summary>
public sealed class LoggedTexts : IDisposable
{
    private readonly FrozenFake _fake = new();

    [Theory]
    [InlineData("grant_type=x")]
    [InlineData("response_type=x")]
    [InlineData("scope=x")]
    [InlineData("account=x")]
    [InlineData("profile_id=x")]
    [InlineData("profile_name=x")]
    [InlineData("profile_crn=x")]
    [InlineData("desired_iam_id=x")]
    [InlineData("receiver_client_ids=x")]
    [InlineData("delegated_refresh_token_expiry=x")]
    [InlineData("redirect_uri=x")]
    [InlineData("client_id=x")]
    [InlineData("state=x")]
    [InlineData("ims_account=x")]
    [InlineData("some.name-1_=", "some.name-1_=")]
    [InlineData("apikey=x", "apikey=****")]
    [InlineData("apikey=", "apikey=")]
    [InlineData("of-thirty-letters-and-no-more-x=x", "****=****")]
    [InlineData("of-thirty-letters-and-no-more-=x", "of-thirty-letters-and-no-more-=****")]
    [InlineData("a%7Bname%7D=x", "****=****")]
    [InlineData("%7Bname%7D=x", "****=****")]
    [InlineData("%7B", "****=")]
    public async Task A_field_is_shown_when_it_is_known_to_be_harmless(string form, string? shown = null)
    {
        await _fake.FormAsync(form);

        Assert.Contains($"[tests/1.0] {shown ?? form} ", Line(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ApiKey-00000000-0000-4000-8000-000000000000")]
    [InlineData("iam-ServiceId-00000000-0000-4000-8000-000000000000")]
    [InlineData("a-name-of-thirty-nine-letters-and-no-mo")]
    [InlineData("0a1b2c3d-of-the-length-of-a-key-but-no-id-x", "****")]
    [InlineData("aGtleV9vZl80NC1jaGFyYWN0ZXJzX2xpa2VfSUJNcw_A", "****")]
    [InlineData("fake.key.00000000000040008000000000000000", "****")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.", "****")]
    [InlineData("Bearer%20%65yJhbGciOiJub25lIn0.e30.", "****")]
    [InlineData("aGtleV9vZl80NC1jaGFyYWN0ZXJzX2xpa2VfSUJNcw_A%0A", "****")]
    [InlineData("ApiKey-00000000-0000-4000-8000-000000000000aGtleV9v", "****")]
    [InlineData("fake.compute.resource.token.00000000000040008000000000000000", "****")]
    [InlineData("fake.api.key.of.the.default.service.id", "****")]
    [InlineData("heyJude")]
    public async Task A_path_shows_ids_and_neither_keys_nor_tokens(string id, string? shown = null)
    {
        await _fake.AskAsync("GET", $"/v1/apikeys/{id}", bearer: _fake.Iam.MintToken());
        Assert.Contains($" GET /v1/apikeys/{shown ?? id} ", Line(), StringComparison.Ordinal);
        Assert.Contains($"with ID: '{shown ?? id}' not found.", Line(), StringComparison.Ordinal);

        await _fake.AskAsync("PATCH", $"/v1/apikeys/{id}");
        Assert.Contains($"PATCH /v1/apikeys/{shown ?? id}: IAM expects GET there.", Line(), StringComparison.Ordinal);

        await _fake.AskAsync("GET", $"/v1/keys/{id}");
        Assert.Contains($"'/v1/keys/{shown ?? id}' is not an IAM path", Line(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_harmless_value_is_cut_when_it_is_long()
    {
        var state = string.Concat(Enumerable.Repeat("x.", 60));
        await _fake.FormAsync("state=" + state);
        Assert.Contains($" state={state} ", Line(), StringComparison.Ordinal);

        await _fake.FormAsync($"state={state}y");
        Assert.Contains($" state={state}… ", Line(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_break_a_line_or_speak_to_a_terminal_is_replaced()
    {
        await _fake.FormAsync("state=one%0Atwo%1B[0m");

        Assert.Contains(" state=one\uFFFDtwo\uFFFD[0m ", Line(), StringComparison.Ordinal);
    }

    public void Dispose() => _fake.Dispose();

    private string Line() => _fake.Iam.Requests[^1].ToString();
}
