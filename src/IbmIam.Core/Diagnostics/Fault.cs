namespace IbmIam.Diagnostics;

/// <summary>One thing to mend, with its code: a wrong setting, of which all are told together, or a warning.</summary>
internal sealed record Fault(string Code, string Text);
