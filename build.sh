#!/usr/bin/env bash
# Runs build.cake: ./build.sh --target Demo | Test | Pack | ... Needs the .NET 10 SDK and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v dotnet >/dev/null 2>&1; then
  echo "build.sh: the .NET SDK is missing. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and put 'dotnet' on the PATH." >&2
  exit 1
fi
# A newer SDK alone is not enough: it may warn of more, which fails the build, and it lacks the .NET 10 runtime that the tests run on.
if ! sdk=$(dotnet --version 2>/dev/null) || [ "${sdk%%.*}" != 10 ]; then
  found=$(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')
  echo "build.sh: the .NET 10 SDK is missing: found ${found% }. Install 10.0.100 or a newer 10.0 beside it (https://dotnet.microsoft.com/download)." >&2
  exit 1
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet tool restore --verbosity quiet >/dev/null
exec dotnet cake build.cake "$@"
