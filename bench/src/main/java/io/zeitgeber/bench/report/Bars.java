package io.zeitgeber.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A picture: one bar for each system, its median, and a line from the least to the greatest. */
public final class Bars {
  private static final int WIDTH = 860;
  private static final int LEFT = 230;
  private static final int RIGHT = 190;
  private static final int ROW = 34;
  private static final int TOP = 62;

  private final String title;
  private final String subtitle;
  private final List<Bar> bars = new ArrayList<>();

  private record Bar(String name, Spread spread, String colour) {}

  /**
   * @param title what is shown
   * @param subtitle on what
   */
  public Bars(String title, String subtitle) {
    this.title = title;
    this.subtitle = subtitle;
  }

  /** Adds a bar under those that are there. */
  public Bars bar(String name, Spread spread, String colour) {
    bars.add(new Bar(name, spread, colour));
    return this;
  }

  /** The picture as SVG, readable on light and dark ground. */
  public String svg() {
    double most = bars.stream().mapToDouble(bar -> bar.spread.most()).max().orElse(1);
    int height = TOP + bars.size() * ROW + 14;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"\n"
            .formatted(WIDTH, height));
    svg.append("     font-family=\"system-ui, sans-serif\" font-size=\"14\">\n");
    svg.append("  <title>").append(escaped(title)).append("</title>\n");
    svg.append("  <rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n".formatted(WIDTH, height));
    text(svg, 16, 26, "font-size=\"17\" font-weight=\"600\" fill=\"#1b1f24\"", title);
    text(svg, 16, 46, "font-size=\"12\" fill=\"#57606a\"", subtitle);
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, bars.get(i), TOP + i * ROW, (WIDTH - LEFT - RIGHT) / most);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(StringBuilder svg, Bar bar, int y, double scale) {
    double length = bar.spread.median() * scale;
    text(svg, LEFT - 10, y + 17, "text-anchor=\"end\" fill=\"#1b1f24\"", bar.name);
    svg.append("  <rect x=\"").append(LEFT).append("\" y=\"").append(y + 2);
    svg.append("\" width=\"").append(Figures.of(Math.max(1, length), 1));
    svg.append("\" height=\"22\" rx=\"2\" fill=\"").append(bar.colour).append("\"/>\n");
    double least = LEFT + bar.spread.least() * scale;
    double most = LEFT + bar.spread.most() * scale;
    svg.append("  <path d=\"M").append(Figures.of(least, 1)).append(' ').append(y + 13);
    svg.append(" H").append(Figures.of(most, 1));
    svg.append("\" stroke=\"#1b1f24\" stroke-width=\"1.5\" stroke-opacity=\"0.6\"/>\n");
    text(
        svg,
        (int) Math.max(LEFT + length, most) + 8,
        y + 18,
        "fill=\"#57606a\"",
        Figures.rate(bar.spread));
  }

  private static void text(StringBuilder svg, int x, int y, String style, String text) {
    svg.append("  <text x=\"").append(x).append("\" y=\"").append(y).append("\" ");
    svg.append(style).append('>').append(escaped(text)).append("</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
