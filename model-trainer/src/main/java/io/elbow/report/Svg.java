// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.util.Locale;

/**
 * Builds a drawing. Its colours come from the style sheet by class, so that it follows the reader's light or dark
 * theme.
 */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    /**
     * Starts a drawing.
     *
     * @param meaning text for readers who do not see it
     */
    Svg(int width, int height, String meaning) {
        text.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                width,
                height,
                Html.escape(meaning)));
    }

    Svg line(String style, double x1, double y1, double x2, double y2) {
        text.append("<path class=\"").append(style).append("\" d=\"M").append(at(x1, y1));
        text.append('L').append(at(x2, y2)).append("\"/>");
        return this;
    }

    /**
     * Adds a path.
     *
     * @param d the path's data
     */
    Svg path(String style, String d) {
        text.append("<path class=\"").append(style).append("\" d=\"").append(d).append("\"/>");
        return this;
    }

    /**
     * Adds a rectangle.
     *
     * @param hint shown by the browser under the pointer; null: none
     */
    Svg rect(String style, double x, double y, double width, double height, String hint) {
        text.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"",
                style,
                number(x),
                number(y),
                number(Math.max(0, width)),
                number(Math.max(0, height))));
        close("rect", hint);
        return this;
    }

    Svg circle(String style, double x, double y, double radius, String hint) {
        text.append(String.format(
                Locale.ROOT,
                "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"",
                style,
                number(x),
                number(y),
                number(radius)));
        close("circle", hint);
        return this;
    }

    /**
     * Adds text.
     *
     * @param anchor start, middle or end
     */
    Svg text(String style, String anchor, double x, double y, String content) {
        text.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>",
                style,
                anchor,
                number(x),
                number(y),
                Html.escape(content)));
        return this;
    }

    /** Adds text that reads upwards, centred on the point. */
    Svg textUp(String style, double x, double y, String content) {
        text.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" text-anchor=\"middle\" transform=\"translate(%s %s) rotate(-90)\">%s</text>",
                style,
                number(x),
                number(y),
                Html.escape(content)));
        return this;
    }

    private void close(String element, String hint) {
        if (hint == null) {
            text.append("/>");
        } else {
            text.append("><title>").append(Html.escape(hint)).append("</title></");
            text.append(element).append('>');
        }
    }

    /** A point in a path's data. */
    static String at(double x, double y) {
        return number(x) + " " + number(y);
    }

    /** The value with one decimal: a tenth of a pixel is precise enough. */
    static String number(double value) {
        double rounded = Math.rint(value * 10) / 10;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    @Override
    public String toString() {
        return text + "</svg>";
    }
}
