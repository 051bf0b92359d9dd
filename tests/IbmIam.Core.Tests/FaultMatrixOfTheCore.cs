using System.Globalization;
using IbmIam.Core.Tests.Infra;
using IbmIam.Packages.Tests.Trust;

namespace IbmIam.Core.Tests;

/// <summary>Every fault of the fake's with every kind of credential, once and always: a token, or the right code, in time.</summary>
[Collection(nameof(Crowd))]
public sealed class FaultMatrixOfTheCore
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Every_fault_and_credential_ends_as_it_must()
    {
        using var bed = new Bed();
        var cells = FaultCell.Grid(bed.Folder, (_, _, _) => true);
        try
        {
            foreach (var (name, value) in cells.SelectMany(c => c.Environment))
            {
                bed[name] = value;
            }

            bed["IBM_CREDENTIALS_FILE"] = bed.File("credentials.env", string.Concat(cells.Select(c => c.Line)));
            var wrong = await Task.WhenAll(cells.Select(async cell => cell.Judge(await OutcomeAsync(bed, cell)))).WaitAsync(_deadline, TimeProvider.System, Bed.Cancel);

            Assert.Equal(PlannedFault.All.Count * FaultCell.Credentials.Count * 2, cells.Count);
            Assert.Empty(wrong.OfType<string>());
        }
        finally
        {
            foreach (var cell in cells)
            {
                cell.Dispose();
            }
        }
    }

    private static async Task<string> OutcomeAsync(Bed bed, FaultCell cell)
    {
        try
        {
            var token = await bed.Client(Settings(cell.Settings)).GetTokenAsync(Bed.Cancel);
            return token.AccessToken.Split('.').Length == 3 ? FaultCell.Token : "half a token";
        }
        catch (IamException e)
        {
            return e.Code;
        }
    }

    private static IamSettings Settings(Dictionary<string, string> values)
    {
        var settings = new IamSettings();
        foreach (var (name, value) in values)
        {
            var property = typeof(IamSettings).GetProperty(name)!;
            property.SetValue(settings, property.PropertyType == typeof(bool) ? bool.Parse(value)
                : property.PropertyType == typeof(TimeSpan) ? TimeSpan.Parse(value, CultureInfo.InvariantCulture)
                : property.PropertyType.IsEnum ? Enum.Parse(property.PropertyType, value)
                : value);
        }

        return settings;
    }
}
