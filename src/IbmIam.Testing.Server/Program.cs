using IbmIam.Testing;

return await CommandLine.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null }).ConfigureAwait(false);
