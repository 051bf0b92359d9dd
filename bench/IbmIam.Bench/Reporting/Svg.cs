using System.Globalization;
using System.Net;
using System.Text;

namespace IbmIam.Bench.Reporting;

/// <summary>An SVG that follows the reader's preference for a light or dark page.</summary>
internal sealed class Svg(int width, int height)
{
    private const string Style = """
        <style>
          svg { color-scheme: light dark; font: 12px system-ui, sans-serif; }
          .paper { fill: #ffffff; } .ink { fill: #1f2328; } .faint { fill: #59636e; } .grid { stroke: #d1d9e0; } .aim { stroke: #1f2328; }
          .f0 { fill: #0969da; } .f1 { fill: #bc4c00; } .f2 { fill: #8250df; } .f3 { fill: #1a7f37; } .f4 { fill: #bf3989; } .f5 { fill: #59636e; }
          .s0 { stroke: #0969da; } .s1 { stroke: #bc4c00; } .s2 { stroke: #8250df; } .s3 { stroke: #1a7f37; } .s4 { stroke: #bf3989; } .s5 { stroke: #59636e; }
          @media (prefers-color-scheme: dark) {
            .paper { fill: #0d1117; } .ink { fill: #f0f6fc; } .faint { fill: #9198a1; } .grid { stroke: #3d444d; } .aim { stroke: #f0f6fc; }
            .f0 { fill: #58a6ff; } .f1 { fill: #f0883e; } .f2 { fill: #bc8cff; } .f3 { fill: #56d364; } .f4 { fill: #ff7bb6; } .f5 { fill: #9198a1; }
            .s0 { stroke: #58a6ff; } .s1 { stroke: #f0883e; } .s2 { stroke: #bc8cff; } .s3 { stroke: #56d364; } .s4 { stroke: #ff7bb6; } .s5 { stroke: #9198a1; }
          }
          .line { fill: none; stroke-width: 2; }
        </style>
        """;

    private readonly StringBuilder _body = new();

    public void Text(double x, double y, string text, string style = "ink", string anchor = "start", int size = 12) =>
        Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" class=\"{style}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{WebUtility.HtmlEncode(text)}</text>");

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" class=\"{style}\"/>");

    public void Bar(double x, double y, double w, double h, int colour) =>
        Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(w, 1):0.#}\" height=\"{h:0.#}\" rx=\"2\" class=\"f{colour}\"/>");

    public void Dot(double x, double y, int colour) => Add($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3.5\" class=\"f{colour}\"/>");

    public void Path(IEnumerable<(double X, double Y)> points, int colour, bool dashed) => Add(
        $"<polyline points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")))}\" class=\"s{colour} line\"{(dashed ? " stroke-dasharray=\"5 4\"" : "")}/>");

    public void Save(string path, string title)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{WebUtility.HtmlEncode(title)}">
            {Style}
            <rect width="{width}" height="{height}" class="paper"/>
            {_body}</svg>

            """));
    }

    private void Add(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
