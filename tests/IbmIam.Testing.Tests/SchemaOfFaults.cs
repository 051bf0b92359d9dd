using System.Text.Json.Nodes;
using IbmIam.Testing.Configuration;

namespace IbmIam.Testing.Tests;

/// <summary>The schema says for which kinds of fault a property is, as the reader takes it.</summary>
public sealed class SchemaOfFaults
{
    [Fact]
    public void Each_property_of_a_kind_is_for_the_kinds_that_take_it()
    {
        using var stream = typeof(SchemaOfFaults).Assembly.GetManifestResourceStream("schema.json")!;
        var fault = JsonNode.Parse(stream)!["properties"]!["faults"]!["items"]!;
        var said = fault["dependentSchemas"]!.AsObject()
            .SelectMany(property => property.Value!["properties"]!["kind"]!["enum"]!.AsArray().Select(kind => $"{kind}: {property.Key}"));

        Assert.Equal(FaultReader.Kinds.SelectMany(kind => kind.Value.Takes.Select(name => $"{kind.Key}: {name}")).Order(), said.Order());
        Assert.Equal(
            FaultReader.Common.Concat(FaultReader.Kinds.Values.SelectMany(kind => kind.Takes)).Distinct().Order(),
            fault["properties"]!.AsObject().Select(property => property.Key).Order());
    }
}
