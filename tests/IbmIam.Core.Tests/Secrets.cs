namespace IbmIam.Core.Tests;

public class Secrets
{
    [Fact]
    public void A_secret_is_masked_wherever_it_is_printed()
    {
        var secret = Secret.From("s3cr3t");

        Assert.DoesNotContain("s3cr3t", secret.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", $"{secret}", StringComparison.Ordinal);
        Assert.Equal("s3cr3t", secret.Reveal());
    }
}
