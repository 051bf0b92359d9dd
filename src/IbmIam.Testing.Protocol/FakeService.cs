namespace IbmIam.Testing;

/// <summary>The IBM Cloud service that a guarded path stands for: each refuses a bad token in its own way.</summary>
public enum FakeService
{
    /// <summary>Most services: 401 with a message.</summary>
    ResourceController,

    /// <summary>Key Protect: 400 <c>BEARER_SUB_EXTRACTION_ERR</c>.</summary>
    KeyProtect,
}
