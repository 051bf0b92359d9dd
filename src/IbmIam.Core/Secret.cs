using System.Diagnostics;

namespace IbmIam;

/// <summary>A value that must not be printed: masked everywhere, with <see cref="Reveal"/> as its one way out.</summary>
[DebuggerDisplay("***")]
public sealed class Secret : IEquatable<Secret>
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    private Secret(string value) => _value = value;

    /// <summary>Wraps a secret value.</summary>
    /// <param name="value">The secret itself: an API key, a refresh token, a passcode. It is kept as it is.</param>
    /// <returns>The masked value.</returns>
    public static Secret From(string value) => new(value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>Gives the secret itself, in clear. Never hand the result to a log, a message or a process's arguments.</summary>
    /// <returns>The value given to <see cref="From"/>.</returns>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Always the mask.</summary>
    /// <returns><c>***</c>.</returns>
    public override string ToString() => "***";
}
