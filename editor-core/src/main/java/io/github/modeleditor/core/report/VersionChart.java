package io.github.modeleditor.core.report;

import io.github.modeleditor.api.store.StoredVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Figures in percent over the versions of a store, as a drawing. Immutable. */
final class VersionChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 240;
    private static final int LEFT = 44;
    private static final int BOTTOM = 28;
    private static final int TOP = 12;
    private static final int LABELS = 20;

    private final List<StoredVersion> versions;
    private final double[] scores;

    /**
     * A chart.
     *
     * @param versions in their order
     * @param scores the edit score of each, 0 to 100; NaN where there is none
     */
    VersionChart(List<StoredVersion> versions, double[] scores) {
        this.versions = versions;
        this.scores = scores;
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg class=\"over-versions\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                HEIGHT,
                "Facts said and edit score over versions; the table below has the figures"));
        for (int percent = 0; percent <= 100; percent += 25) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>%n",
                    LEFT,
                    WIDTH,
                    y(percent),
                    y(percent),
                    LEFT - 6,
                    y(percent) + 4,
                    percent));
        }
        int every = (versions.size() + LABELS - 1) / LABELS;
        for (int i = 0; i < versions.size(); i += every) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n",
                    x(i),
                    HEIGHT - 8,
                    versions.get(i).number()));
        }
        double[] said = versions.stream()
                .mapToDouble(version -> version.standing().facts() == 0
                        ? Double.NaN
                        : 100.0 * version.standing().said() / version.standing().facts())
                .toArray();
        line(svg, "said", "facts said", said);
        line(svg, "score", "edit score", scores);
        return svg.append("</svg>").toString();
    }

    /** Where a version has no figure, the line goes on to the next that has one. */
    private void line(StringBuilder svg, String name, String title, double[] values) {
        List<String> points = new ArrayList<>();
        StringBuilder dots = new StringBuilder();
        IntStream.range(0, values.length).filter(i -> !Double.isNaN(values[i])).forEach(i -> {
            points.add(String.format(Locale.ROOT, "%.1f,%.1f", x(i), y(values[i])));
            dots.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>Version %d, %s: %.1f %%</title></circle>%n",
                    name,
                    x(i),
                    y(values[i]),
                    versions.get(i).number(),
                    title,
                    values[i]));
        });
        svg.append("<polyline class=\"").append(name).append("\" points=\"");
        svg.append(String.join(" ", points)).append("\"/>\n").append(dots);
    }

    private double x(int index) {
        return LEFT + (index + 0.5) * (WIDTH - LEFT) / versions.size();
    }

    private static double y(double percent) {
        return TOP + (100 - percent) / 100 * (HEIGHT - TOP - BOTTOM);
    }
}
