package io.deltaglider.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sizes of the deltas as bars, in percent of the target on a logarithmic scale, in SVG 1.1 without fonts or scripts
 * from elsewhere. Readable on light and on dark pages.
 */
final class SizeChart {
    /** By order of the tools; the first is ours. */
    private static final List<String> COLOURS =
            List.of("#d9480f", "#1971c2", "#2f9e44", "#9c36b5", "#868e96");

    private static final int WIDTH = 900;
    private static final int BARS_LEFT = 300;
    private static final int BARS_RIGHT = 820;
    private static final int BAR = 9;
    private static final int BAR_STEP = 11;
    private static final int GROUP_GAP = 12;
    private static final int TOP = 84;
    private static final int BOTTOM = 34;

    /** Percent of the target where the scale begins. */
    private static final double LEAST = 0.01;

    private static final double MOST = 100;

    private final StringBuilder svg = new StringBuilder();

    private SizeChart() {}

    /**
     * Draws the chart.
     *
     * @param tools what to show, ours first; at most five
     */
    static String of(List<String> tools, List<PairResult> pairs) {
        if (tools.size() > COLOURS.size()) {
            throw new IllegalArgumentException("a chart of " + tools.size() + " tools");
        }
        return new SizeChart().draw(tools, pairs);
    }

    private String draw(List<String> tools, List<PairResult> pairs) {
        int group = tools.size() * BAR_STEP + GROUP_GAP;
        int bottom = TOP + pairs.size() * group;
        int height = bottom + BOTTOM;
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img"
                  font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Verdana, sans-serif" font-size="12">
                <title>Size of the delta, in percent of the target</title>
                <style>
                  .page { fill: #ffffff }
                  text { fill: #212529 }
                  .faint { fill: #5c6370 }
                  line { stroke: #dee2e6 }
                  @media (prefers-color-scheme: dark) {
                    .page { fill: #14171c }
                    text { fill: #e9ecef }
                    .faint { fill: #a8b0bc }
                    line { stroke: #343a43 }
                  }
                </style>
                <rect class="page" width="100%%" height="100%%"/>
                """
                        .formatted(WIDTH, height, WIDTH, height));
        text(16, 28, "16", "bold", "start", "", "Size of the delta, in percent of the target");
        text(16, 46, "12", "normal", "start", "faint", "Logarithmic scale; shorter is better");
        legend(tools);
        scale(bottom);
        int y = TOP;
        for (PairResult pair : pairs) {
            text(
                    BARS_LEFT - 10,
                    y + (group - GROUP_GAP) / 2 + 4,
                    "12",
                    "normal",
                    "end",
                    "",
                    pair.pair().label());
            for (int i = 0; i < tools.size(); i++) {
                bar(pair, tools.get(i), i, y + i * BAR_STEP);
            }
            y += group;
        }
        svg.append("</svg>\n");
        return svg.toString();
    }

    private void legend(List<String> tools) {
        int x = BARS_LEFT;
        for (int i = 0; i < tools.size(); i++) {
            rectangle(x, 57, 10, COLOURS.get(i));
            text(x + 15, 66, "12", "normal", "start", "", tools.get(i));
            x += 36 + tools.get(i).length() * 8;
        }
    }

    private void scale(int bottom) {
        for (double mark = LEAST; mark < MOST * 1.01; mark *= 10) {
            int x = (int) Math.round(place(mark));
            svg.append(
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n"
                            .formatted(x, TOP - 4, x, bottom - 4));
            text(x, bottom + 14, "11", "normal", "middle", "faint", plain(mark) + " %");
        }
    }

    private void bar(PairResult pair, String tool, int colour, int y) {
        Optional<Figures> figures = pair.of(tool);
        if (figures.isEmpty()) {
            text(BARS_LEFT + 4, y + BAR, "10", "normal", "start", "faint", "–");
            return;
        }
        double percent = 100.0 * figures.get().deltaBytes() / pair.targetBytes();
        double end = Math.max(place(percent), BARS_LEFT + 2);
        rectangle(BARS_LEFT, y, end - BARS_LEFT, COLOURS.get(colour));
        text(
                (int) Math.round(end) + 4,
                y + BAR,
                "10",
                colour == 0 ? "bold" : "normal",
                "start",
                colour == 0 ? "" : "faint",
                Numbers.percent(percent / 100));
    }

    /** Where a percentage lies on the scale, which it does not leave. */
    private static double place(double percent) {
        double share = Math.log10(percent / LEAST) / Math.log10(MOST / LEAST);
        return BARS_LEFT + Math.clamp(share, 0.0, 1.03) * (BARS_RIGHT - BARS_LEFT);
    }

    private static String plain(double mark) {
        return mark >= 0.99
                ? String.format(Locale.ROOT, "%.0f", mark)
                : String.format(Locale.ROOT, mark >= 0.099 ? "%.1f" : "%.2f", mark);
    }

    private void rectangle(int x, int y, double width, String colour) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"1.5\""
                                + " fill=\"%s\"/>\n",
                        x,
                        y,
                        width,
                        BAR,
                        colour));
    }

    private void text(
            int x, int y, String size, String weight, String anchor, String kind, String text) {
        svg.append(
                "<text x=\"%d\" y=\"%d\" font-size=\"%s\" font-weight=\"%s\" text-anchor=\"%s\"%s>%s</text>\n"
                        .formatted(
                                x,
                                y,
                                size,
                                weight,
                                anchor,
                                kind.isEmpty() ? "" : " class=\"" + kind + "\"",
                                escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
