#!/usr/bin/env bash
# Runs build.cake: ./build.sh --target Demo | Test | Pack | ... Needs the .NET 10 SDK and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v dotnet >/dev/null 2>&1; then
  echo "build.sh: the .NET SDK is missing. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and put 'dotnet' on the PATH." >&2
  exit 1
fi
if ! sdk=$(dotnet --version 2>/dev/null) || [ "${sdk%%.*}" -lt 10 ]; then
  echo "build.sh: the .NET SDK is too old: found $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' '), need 10.0.100 or newer. See https://dotnet.microsoft.com/download." >&2
  exit 1
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet tool restore --verbosity quiet >/dev/null
exec dotnet cake build.cake "$@"
