using System.Globalization;
using IbmIam.Bench;
using IbmIam.Bench.Reporting;
using IbmIam.Bench.Tables;

// run [TABLE…] measures all tables, or those named, in several passes; writes artifacts/bench/results.json and prints it
// pass TABLE N one pass over a table, in the process that run starts for it
// docs         writes the results and charts into docs
// keep         keeps the last run, to compare later ones with it
// list         lists the tables
// serve, once  the processes that tables start
return args switch
{
    ["run", .. var names] => await Passes.RunAsync(names),
    ["pass", var name, var pass] => await Passes.RunOneAsync(name, int.Parse(pass, CultureInfo.InvariantCulture)),
    ["docs"] => Document.Write(),
    ["keep"] => ResultFiles.Keep(),
    ["list"] => Catalogue.List(),
    ["serve", var kind] => await Servers.RunAsync(kind),
    ["once", .. var rest] => await Once.RunAsync(rest),
    _ => Catalogue.Usage(),
};
