using System.Globalization;
using System.Net;
using System.Text;

namespace IbmIam.Bench.Reporting;

/// <summary>A drawing that reads well on light and dark pages: it follows the reader's own preference.</summary>
internal sealed class Svg(int width, int height)
{
    private const string Style = """
        <style>
          svg { color-scheme: light dark; font: 12px system-ui, sans-serif; }
          .paper { fill: #ffffff; } .ink { fill: #1f2328; } .faint { fill: #59636e; } .grid { stroke: #d1d9e0; } .aim { stroke: #1f2328; }
          .c0 { --c: #0969da; } .c1 { --c: #bc4c00; } .c2 { --c: #8250df; } .c3 { --c: #1a7f37; } .c4 { --c: #bf3989; } .c5 { --c: #59636e; }
          @media (prefers-color-scheme: dark) {
            .paper { fill: #0d1117; } .ink { fill: #f0f6fc; } .faint { fill: #9198a1; } .grid { stroke: #3d444d; } .aim { stroke: #f0f6fc; }
            .c0 { --c: #58a6ff; } .c1 { --c: #f0883e; } .c2 { --c: #bc8cff; } .c3 { --c: #56d364; } .c4 { --c: #ff7bb6; } .c5 { --c: #9198a1; }
          }
          .fill { fill: var(--c); } .line { stroke: var(--c); fill: none; stroke-width: 2; }
        </style>
        """;

    private readonly StringBuilder _body = new();

    public void Text(double x, double y, string text, string style = "ink", string anchor = "start", int size = 12) =>
        Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" class=\"{style}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{WebUtility.HtmlEncode(text)}</text>");

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" class=\"{style}\"/>");

    public void Bar(double x, double y, double w, double h, int colour) =>
        Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(w, 1):0.#}\" height=\"{h:0.#}\" rx=\"2\" class=\"c{colour} fill\"/>");

    public void Dot(double x, double y, int colour) => Add($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3.5\" class=\"c{colour} fill\"/>");

    public void Path(IEnumerable<(double X, double Y)> points, int colour, bool dashed) => Add(
        $"<polyline points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")))}\" class=\"c{colour} line\"{(dashed ? " stroke-dasharray=\"5 4\"" : "")}/>");

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
