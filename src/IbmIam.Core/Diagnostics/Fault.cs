namespace IbmIam.Diagnostics;

/// <summary>One thing wrong with the settings; all of them are told together.</summary>
internal sealed record Fault(string Code, string Text);
