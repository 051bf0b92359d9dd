# Runs build.cake: ./build.ps1 --target Demo | Test | Pack | ... Needs the .NET 10 SDK and nothing else.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine("build.ps1: the .NET SDK is missing. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and put 'dotnet' on the PATH.")
    exit 1
}
# Windows PowerShell 5 makes an error of what a program writes to standard error, even where it is discarded.
$ErrorActionPreference = 'Continue'
$sdk = dotnet --version 2>$null
$ErrorActionPreference = 'Stop'
if ($LASTEXITCODE -ne 0 -or [int]("$sdk".Split('.')[0]) -lt 10) {
    [Console]::Error.WriteLine("build.ps1: the .NET SDK is too old: found $((dotnet --list-sdks) -join ', '), need 10.0.100 or newer. See https://dotnet.microsoft.com/download.")
    exit 1
}

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
dotnet tool restore --verbosity quiet
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet cake build.cake @args
exit $LASTEXITCODE
