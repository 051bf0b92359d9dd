using IbmIam.Testing;

// Tasks read the environment of the process, which tests change.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(FakeIamServer))]
