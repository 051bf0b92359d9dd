namespace IbmIam.Diagnostics;

/// <summary>A fault with its code: an invalid setting (all are reported together), or a warning.</summary>
internal sealed record Fault(string Code, string Text);
