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
# A newer SDK alone is not enough: it may warn of more, which fails the build, and it lacks the .NET 10 runtime that the tests run on.
if ($LASTEXITCODE -ne 0 -or "$sdk".Split('.')[0] -ne '10') {
    $found = (dotnet --list-sdks | ForEach-Object { $_.Split(' ')[0] }) -join ' '
    [Console]::Error.WriteLine("build.ps1: the .NET 10 SDK is missing: found $found. Install 10.0.100 or a newer 10.0 beside it (https://dotnet.microsoft.com/download).")
    exit 1
}

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
dotnet tool restore --verbosity quiet
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet cake build.cake @args
exit $LASTEXITCODE
