using IbmIam.Testing;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
