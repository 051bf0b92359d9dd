using System.Diagnostics;

namespace IbmIam;

/// <summary>A value that must not be printed: masked everywhere, and returned only by <see cref="Reveal"/>.</summary>
[DebuggerDisplay("***")]
public sealed class Secret : IEquatable<Secret>
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    private Secret(string value) => _value = value;

    /// <summary>Wraps a secret value.</summary>
    /// <param name="value">The secret itself, such as an API key, refresh token or passcode. It is kept unchanged.</param>
    /// <returns>The wrapped secret.</returns>
    public static Secret From(string value) => new(value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>Returns the secret in plain text. Never pass the result to a log, a message or process arguments.</summary>
    /// <returns>The value given to <see cref="From"/>.</returns>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the mask, never the secret.</summary>
    /// <returns><c>***</c>.</returns>
    public override string ToString() => "***";
}
