using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Tests;

/// <summary>What two threads must not do at once, the second waits for.</summary>
public sealed class Turns
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public void Lines_are_reported_one_at_a_time()
    {
        var (inside, most) = (0, 0);
        Thread? second = null;
        FakeIam? iam = null;
        using var fake = iam = new FakeIam(new FakeIamOptions { Report = _ => Report() });
        second = new Thread(() => iam.Requests.Add(new FakeIamRequest { At = default, Method = "GET", Path = "/2", Status = 200 }));

        iam.Requests.Add(new FakeIamRequest { At = default, Method = "GET", Path = "/1", Status = 200 });

        Assert.True(second.Join(Deadline));
        Assert.Equal(1, most);

        void Report()
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            if (second!.ThreadState.HasFlag(ThreadState.Unstarted))
            {
                second.Start();
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref inside) > 1 || Waits(second), Deadline));
            }

            Interlocked.Decrement(ref inside);
        }
    }

    [Fact]
    public void An_identity_is_removed_once_who_changes_it_is_done()
    {
        var store = new IdentityStore(TimeProvider.System);
        var owner = store.AddServiceId("owner");
        var removing = new Thread(() => store.Remove(owner));

        lock (owner.Changing)
        {
            removing.Start();
            Assert.True(SpinWait.SpinUntil(() => store.Find(owner.Id) is null || Waits(removing), Deadline));
            Assert.Same(owner, store.Find(owner.Id));
        }

        Assert.True(removing.Join(Deadline));
        Assert.Empty(store.All);
        Assert.Empty(store.Keys);
    }

    private static bool Waits(Thread thread) => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin);
}
