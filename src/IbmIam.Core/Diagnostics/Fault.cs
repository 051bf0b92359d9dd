namespace IbmIam.Diagnostics;

/// <summary>An invalid setting (all are reported together) or a warning, with its code.</summary>
internal sealed record Fault(string Code, string Text);
