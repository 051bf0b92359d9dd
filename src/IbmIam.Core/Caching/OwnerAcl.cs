using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace IbmIam.Caching;

/// <summary>
/// What file modes do on Unix, with Windows access control lists. Outside the user's profile a new file would inherit its
/// folder's list, which often lets every local user read and change it.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class OwnerAcl
{
    private const int BufferSize = 4096;

    /// <summary>Opens a file that nobody else has open. A new one gets a list with its owner alone.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        using var user = WindowsIdentity.GetCurrent();
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(user.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(mode, FileSystemRights.Read | FileSystemRights.Write, FileShare.None, BufferSize, FileOptions.None, security);
    }

    /// <summary>Whether the file belongs to this user, and its list lets nobody else in but the system and its administrators.</summary>
    public static bool IsPrivate(FileInfo file)
    {
        using var user = WindowsIdentity.GetCurrent();
        SecurityIdentifier[] trusted =
        [
            user.User!,
            new(WellKnownSidType.BuiltinAdministratorsSid, null),
            new(WellKnownSidType.LocalSystemSid, null),
        ];
        try
        {
            var security = file.GetAccessControl();
            return trusted.Contains(security.GetOwner(typeof(SecurityIdentifier)))
                && security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>()
                    .All(rule => rule.AccessControlType == AccessControlType.Deny || trusted.Contains(rule.IdentityReference));
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            // No access control list can be read, as on a volume without them.
            return false;
        }
    }
}
