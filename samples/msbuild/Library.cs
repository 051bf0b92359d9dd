namespace Deploy;

/// <summary>The library to deploy.</summary>
public static class Library;
