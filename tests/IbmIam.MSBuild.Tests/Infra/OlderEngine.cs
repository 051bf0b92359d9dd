using System.Reflection;
using Microsoft.Build.Framework;

namespace IbmIam.MSBuild.Tests.Infra;

/// <summary>An engine that knows no more than what a test of somebody's tasks may have made years ago.</summary>
public class OlderEngine : DispatchProxy
{
    private Engine _engine = null!;

    internal static IBuildEngine4 Before(Engine engine)
    {
        var older = Create<IBuildEngine4, OlderEngine>();
        ((OlderEngine)older)._engine = engine;
        return older;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Invoke(_engine, args);
}
