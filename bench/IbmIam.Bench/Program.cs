using IbmIam.Bench;
using IbmIam.Bench.Reporting;
using IbmIam.Bench.Tables;

// run TABLE    measures one table into artifacts/bench/tables
// report       puts the tables together: results.json, and a table on the console
// docs         writes the results and charts into docs
// keep         keeps the last run, to compare later ones with
// list         names the tables
// serve, once  what tables start as processes of their own
return args switch
{
    ["run", var name] => await Catalogue.RunAsync(name),
    ["report"] => ResultFiles.Report(),
    ["docs"] => Document.Write(),
    ["keep"] => ResultFiles.Keep(),
    ["list"] => Catalogue.List(),
    ["serve", var kind] => await Servers.RunAsync(kind),
    ["once", .. var rest] => await Once.RunAsync(rest),
    _ => Catalogue.Usage(),
};
