using IbmIam.Testing;

return await CommandLine.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null }).ConfigureAwait(false);
