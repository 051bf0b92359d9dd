namespace Deploy;

/// <summary>What is deployed.</summary>
public static class Library;
