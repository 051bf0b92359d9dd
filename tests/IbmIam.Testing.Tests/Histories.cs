using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace IbmIam.Testing.Tests;

/// <summary>
/// One store and one clock under everything: over random histories the endpoints agree with a model of a few lines,
/// and so with each other.
/// </summary>
public sealed class Histories
{
    private static readonly Gen<(Act, int, int)[]> History =
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 1_000], Gen.Int[1, 5_000], (step, which, seconds) => (step, which, seconds)).Array[5, 40];

    [Fact]
    public void Introspection_disable_lock_refresh_and_assume_agree() => Check(histories: 200);

    [Fact]
    [Trait("Category", "Proof")]
    public void Introspection_disable_lock_refresh_and_assume_agree_over_ten_thousand_histories() => Check(histories: 10_000);

    private static void Check(int histories) => History.Sample(
        history =>
        {
            using var world = new World();
            foreach (var (step, which, seconds) in history)
            {
                world.Take(step, which, seconds);
            }

            world.AskAll();
        },
        iter: histories);

    public enum Act
    {
        AddServiceId,
        Exchange,
        Refresh,
        Assume,
        Disable,
        Enable,
        Lock,
        Unlock,
        DeleteKey,
        RemoveIdentity,
        Rotate,
        Wait,
    }

    /// <summary>The fake, and beside it what must be true of it.</summary>
    private sealed class World : IDisposable
    {
        private static readonly TimeSpan Life = TimeSpan.FromHours(1);

        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly FakeIam _iam;
        private readonly Local _local;
        private readonly List<Owner> _owners = [];
        private readonly List<Given> _tokens = [];
        private readonly List<(string Value, Owner Owner, DateTimeOffset Ends)> _refreshTokens = [];

        public World()
        {
            _iam = new FakeIam(new FakeIamOptions { Time = _time, RefreshTokenLifetime = TimeSpan.FromHours(4) });
            _local = new Local(_iam);
            Take(Act.AddServiceId, 0, 0);
        }

        private DateTimeOffset Now => _time.GetUtcNow();

        public void Take(Act step, int which, int seconds)
        {
            var owner = _owners.Count > 0 ? _owners[which % _owners.Count] : null!;
            Action act = step switch
            {
                Act.AddServiceId => () => _owners.Add(new Owner(_iam.Identities.AddServiceId($"service {_owners.Count}"))),
                Act.Exchange => () => Exchange(owner),
                Act.Refresh when _refreshTokens.Count > 0 => () => Refresh(which),
                Act.Assume when _tokens.Count > 0 => () => Assume(_tokens[which % _tokens.Count]),
                Act.Disable or Act.Enable => () => Able(owner, step == Act.Disable),
                Act.Lock or Act.Unlock => () => Lock(owner, step == Act.Lock),
                Act.DeleteKey => () => Delete(owner),
                Act.RemoveIdentity => () => Remove(owner),
                Act.Rotate when seconds % 100 == 0 => () => _iam.Keys.Rotate(),
                _ => () => _time.Advance(TimeSpan.FromSeconds(seconds)),
            };
            act();
        }

        public void AskAll()
        {
            _owners.ForEach(Exchange);
            _tokens.ForEach(token => Assert.Equal(token.Alive(Now), _local.Introspect(token.Value)));
        }

        public void Dispose() => _iam.Dispose();

        private void Exchange(Owner owner) => Expect(
            _local.Token("bx:bx", ("grant_type", Client.Prefix + "apikey"), ("apikey", owner.Service.ApiKey)), owner.Refusal ?? "", owner, Now + Life);

        private void Refresh(int which)
        {
            var (value, owner, ends) = _refreshTokens[which % _refreshTokens.Count];
            var refusal = Now >= ends ? "BXNIM0408E" : owner.Refusal ?? (owner.Removed ? "BXNIM0410E" : "");
            Expect(_local.Token("bx:bx", ("grant_type", "refresh_token"), ("refresh_token", value)), refusal, owner, Now + Life);
        }

        private void Assume(Given parent)
        {
            var refusal = Now >= parent.Ends ? "BXNIM0405E" : parent.Owner.Removed && !parent.OfProfile ? "BXNIM0410E" : "";
            var answer = _local.Token("", ("grant_type", Client.Prefix + "assume"), ("access_token", parent.Value), ("profile_id", _iam.DefaultProfile.Id));
            Expect(answer, refusal, parent.Owner, Now + Life < parent.Ends ? Now + Life : parent.Ends, ofProfile: true);
        }

        private void Able(Owner owner, bool disabled)
        {
            Assert.Equal(owner.Deleted ? 404 : 204, Manage(disabled ? "POST" : "DELETE", owner, "/disable"));
            owner.Disabled = owner.Deleted ? owner.Disabled : disabled;
        }

        private void Lock(Owner owner, bool locked)
        {
            Assert.Equal(owner.Deleted ? 404 : 204, Manage(locked ? "POST" : "DELETE", owner, "/lock"));
            owner.Locked = !owner.Deleted && locked;
        }

        private void Delete(Owner owner)
        {
            Assert.Equal(owner.Deleted ? 404 : owner.Locked ? 403 : 204, Manage("DELETE", owner, ""));
            owner.Deleted |= !owner.Locked;
        }

        private void Remove(Owner owner)
        {
            _iam.Identities.Remove(owner.Service);
            (owner.Removed, owner.Deleted) = (true, true);
        }

        private int Manage(string method, Owner owner, string end)
        {
            var token = _iam.MintToken(_iam.Default, new FakeTokenForm());
            return _local.Send(method, $"/v1/apikeys/{owner.Service.Key!.Id}{end}", "", ("Authorization", "Bearer " + token)).Status;
        }

        private void Expect(Answer answer, string refusal, Owner owner, DateTimeOffset ends, bool ofProfile = false)
        {
            Assert.Equal(refusal, answer.Status == 200 ? "" : answer.Code);
            if (answer.Status != 200)
            {
                return;
            }

            Assert.Equal(ends.ToUnixTimeSeconds(), answer.Json["expiration"]!.GetValue<long>());
            _tokens.Add(new Given(answer.Token, owner, ends, ofProfile));
            Assert.Equal(_tokens[^1].Alive(Now), _local.Introspect(answer.Token));
            if (!ofProfile)
            {
                _refreshTokens.Add((answer.RefreshToken, owner, Now + TimeSpan.FromHours(4)));
            }
        }
    }

    private sealed class Owner(FakeServiceId service)
    {
        public FakeServiceId Service { get; } = service;

        public bool Disabled { get; set; }

        public bool Locked { get; set; }

        public bool Deleted { get; set; }

        public bool Removed { get; set; }

        public string? Refusal => Deleted ? "BXNIM0415E" : Disabled ? "BXNIM0462E" : null;
    }

    private sealed record Given(string Value, Owner Owner, DateTimeOffset Ends, bool OfProfile)
    {
        public bool Alive(DateTimeOffset now) => now < Ends && (OfProfile || !Owner.Removed);
    }
}
