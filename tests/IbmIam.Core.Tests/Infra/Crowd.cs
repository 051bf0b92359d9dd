namespace IbmIam.Core.Tests.Infra;

/// <summary>Tests that take the whole machine for themselves. They run alone: others, on fast clocks, would run out of time beside them.</summary>
[CollectionDefinition(nameof(Crowd), DisableParallelization = true)]
public sealed class Crowd;
