using System.Globalization;
using IbmIam.Bench;
using IbmIam.Bench.Reporting;
using IbmIam.Bench.Tables;

// run [TABLE]  measures all tables, or one, pass after pass: artifacts/bench/results.json, and a table on the console
// pass TABLE N one pass over one table, the process of its own that run starts
// docs         writes the results and charts into docs
// keep         keeps the last run, to compare later ones with
// list         names the tables
// serve, once  what tables start as processes of their own
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
