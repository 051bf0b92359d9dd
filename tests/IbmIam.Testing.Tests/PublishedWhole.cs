using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Tests;

/// <summary>Nobody finds an identity before all that was said of it is true.</summary>
public sealed class PublishedWhole
{
    private readonly IdentityStore _store = new(TimeProvider.System);

    [Fact]
    public void A_profile_is_filled_before_it_is_found()
    {
        var profile = _store.AddProfile("made", "Profile-1", made =>
        {
            Assert.Null(_store.Find(made.Id));
            made.TrustOnly("pod");
        });

        Assert.False(profile.TrustsEveryone);
        Assert.Same(profile, _store.Find("Profile-1"));
    }

    [Fact]
    public void One_that_cannot_be_filled_is_never_found()
    {
        Assert.Throws<ArgumentException>(() => _store.AddServiceId("made", "key", "ServiceId-1", _ => throw new ArgumentException("wrong")));
        Assert.Throws<ArgumentException>(() => _store.AddUser("made", "key", id: "IBMid-1", fill: _ => throw new ArgumentException("wrong")));

        Assert.Empty(_store.All);
        Assert.Empty(_store.Keys);
    }

    [Fact]
    public void Expiry_and_lifetime_are_what_was_set_last()
    {
        var (service, end) = (_store.AddServiceId("bot"), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));

        (service.Key!.Expires, service.TokenLifetime) = (end, TimeSpan.FromSeconds(60));
        Assert.Equal((end, TimeSpan.FromSeconds(60)), (service.Key.Expires, service.TokenLifetime));

        (service.Key.Expires, service.TokenLifetime) = (null, null);
        Assert.Equal((null, null), (service.Key.Expires, service.TokenLifetime));
    }
}
