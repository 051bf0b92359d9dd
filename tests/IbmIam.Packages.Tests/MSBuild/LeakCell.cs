namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>A kind of log, as someone turns it on: by an argument, or by a variable.</summary>
internal sealed record LeakLog(string Argument, string? Variable = null, string Value = "")
{
    public static readonly IReadOnlyList<LeakLog> All =
    [
        new("-bl:{log}"),
        new("-v:diag"),
        new("-v:detailed"),
        new("-tl:on"),
        new("-check"),
        new("", "MSBUILD_LOGGING_ARGS", "-bl:{log}"),
        new("-bl:{log}", "MSBUILDLOGALLENVIRONMENTVARIABLES", "1"),
        new("-v:detailed", "MSBUILDLOGTASKINPUTS", "1"),
    ];

    public bool IsBinary => (Argument + Value).Contains("-bl", StringComparison.Ordinal);

    /// <summary>MSBuild itself writes down an API key that stands in a variable when it is told to log all variables.</summary>
    public bool NeedsKeyInFile => Variable == "MSBUILDLOGALLENVIRONMENTVARIABLES";

    public override string ToString() => $"{Argument} {Variable}{(Value.Length > 0 ? "=" : "")}{Value}".Replace(":{log}", "", StringComparison.Ordinal).Trim();
}

/// <summary>One build of the grid: what the project does, which log is on, how the token is come by, on how many nodes.</summary>
internal sealed record LeakCell(string Use, LeakLog Log, string State, string Nodes)
{
    /// <summary>The documented uses: targets of the project.</summary>
    public static readonly IReadOnlyList<string> Uses = ["DependsOnTarget", "BareTask", "TaskWithOutputs", "Request"];

    /// <summary>In this order: the cold one leaves what the cached one needs.</summary>
    public static readonly IReadOnlyList<string> States = ["wrong key", "down", "cancelled", "cold", "cached"];

    public static readonly IReadOnlyList<string> AllNodes = ["-m:1", "-m:2", "-m:2 -mt"];

    /// <summary>Every cell.</summary>
    public static IEnumerable<LeakCell> Grid =>
        from use in Uses
        from log in LeakLog.All
        from state in States
        from nodes in AllNodes
        select new LeakCell(use, log, state, nodes);

    /// <summary>Five for each log, such that any two values of two columns meet.</summary>
    public static IEnumerable<LeakCell> Pairs(int log) => States.Select((state, at) =>
        new LeakCell(Uses[(log + at) % Uses.Count], LeakLog.All[log], state, AllNodes[(log + at) % AllNodes.Count]));

    public bool Succeeds => State is "cold" or "cached";

    public override string ToString() => $"{Use}, {Log}, {State}, {Nodes}";
}
