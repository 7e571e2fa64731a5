package io.sluice.cli.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines and points on two linear axes as an SVG element that takes its colours from the page and
 * scales to its width.
 */
final class LineChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 380;
    private static final int LEFT = 64;
    private static final int RIGHT = 28;
    private static final int TOP = 34;
    private static final int BOTTOM = 52;

    /**
     * @param style a class of the page's style sheet that gives the colour
     * @param line whether the points are joined
     */
    record Series(String name, String style, boolean line, List<double[]> points) {}

    private final String xTitle;
    private final String yTitle;
    private final List<Series> series = new ArrayList<>();
    private double xFrom = Double.POSITIVE_INFINITY;
    private double xTo = Double.NEGATIVE_INFINITY;
    private double yFrom = Double.POSITIVE_INFINITY;
    private double yTo = Double.NEGATIVE_INFINITY;

    LineChart(String xTitle, String yTitle) {
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    /** Points are {x, y}, both shares that are shown in percent. */
    LineChart add(Series added) {
        series.add(added);
        for (double[] point : added.points()) {
            include(point[0], point[1]);
        }
        return this;
    }

    /** Makes the axes reach a point. */
    LineChart include(double x, double y) {
        xFrom = Math.min(xFrom, x);
        xTo = Math.max(xTo, x);
        yFrom = Math.min(yFrom, y);
        yTo = Math.max(yTo, y);
        return this;
    }

    String svg(String description) {
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                        WIDTH, HEIGHT, HtmlReport.escape(description)));
        double yMargin = Math.max(1e-3, .04 * (yTo - yFrom));
        yFrom = Math.max(0, yFrom - yMargin);
        yTo = Math.min(1, yTo + yMargin);
        axes(svg);
        for (Series one : series) {
            draw(svg, one);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        for (double x : ticks(xFrom, xTo)) {
            svg.append(line("grid", x(x), TOP, x(x), HEIGHT - BOTTOM));
            svg.append(text("tick", x(x), HEIGHT - BOTTOM + 18, "middle", percent(x, xTo - xFrom)));
        }
        for (double y : ticks(yFrom, yTo)) {
            svg.append(line("grid", LEFT, y(y), WIDTH - RIGHT, y(y)));
            svg.append(text("tick", LEFT - 6, y(y) + 4, "end", percent(y, yTo - yFrom)));
        }
        svg.append(text("axis", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", xTitle));
        svg.append(text("axis", 4, 18, "start", yTitle));
    }

    private void draw(StringBuilder svg, Series one) {
        if (one.line()) {
            StringBuilder path = new StringBuilder();
            for (double[] point : one.points()) {
                path.append(path.isEmpty() ? "M" : " L")
                        .append(String.format(Locale.ROOT, "%.1f %.1f", x(point[0]), y(point[1])));
            }
            svg.append(
                    String.format(
                            "<path class=\"line %s\" d=\"%s\"><title>%s</title></path>%n",
                            one.style(), path, HtmlReport.escape(one.name())));
        }
        for (double[] point : one.points()) {
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<circle class=\"point %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>%s: %.2f %%, %.2f %%</title></circle>%n",
                            one.style(),
                            x(point[0]),
                            y(point[1]),
                            one.line() ? "2.5" : "6",
                            HtmlReport.escape(one.name()),
                            100 * point[0],
                            100 * point[1]));
        }
    }

    private double x(double value) {
        return LEFT + (value - xFrom) / Math.max(1e-12, xTo - xFrom) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        double height = HEIGHT - TOP - BOTTOM;
        return HEIGHT - BOTTOM - (value - yFrom) / Math.max(1e-12, yTo - yFrom) * height;
    }

    /** Four to ten round numbers within a range. */
    private static List<Double> ticks(double from, double to) {
        double raw = Math.max(1e-9, (to - from) / 6);
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power;
        for (double factor : new double[] {1, 2, 5, 10}) {
            step = factor * power;
            if (step >= raw) {
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static String percent(double value, double range) {
        return String.format(Locale.ROOT, range < .04 ? "%.1f%%" : "%.0f%%", 100 * value);
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                style,
                x1,
                y1,
                x2,
                y2);
    }

    private static String text(String style, double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style,
                x,
                y,
                anchor,
                HtmlReport.escape(text));
    }
}
