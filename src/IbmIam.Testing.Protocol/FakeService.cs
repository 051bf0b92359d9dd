namespace IbmIam.Testing;

/// <summary>The IBM Cloud service that a protected path imitates: each refuses an invalid token in its own way.</summary>
public enum FakeService
{
    /// <summary>Most services: 401 with a message.</summary>
    ResourceController,

    /// <summary>Key Protect: 400 <c>BEARER_SUB_EXTRACTION_ERR</c>.</summary>
    KeyProtect,
}
