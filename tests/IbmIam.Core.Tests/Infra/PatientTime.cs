namespace IbmIam.Core.Tests.Infra;

/// <summary>The machine's clock, but waits of a second or more last twenty times as long: an attempt is not given up because the machine is busy.</summary>
internal sealed class PatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= TimeSpan.FromSeconds(1) ? dueTime * 20 : dueTime, period);
}
