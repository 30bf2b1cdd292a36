// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

/**
 * A part of the page.
 *
 * @param id its anchor
 * @param lead one or two sentences on what it shows and how to read it, as escaped HTML
 * @param body escaped HTML
 */
record ReportSection(String id, String title, String lead, String body) {
    String html() {
        return "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-title\"><h2 id=\"" + id + "-title\">" + title
                + "</h2><p class=\"lead\">" + lead + "</p>" + body + "</section>\n";
    }

    /** A legend, from pairs of style and text. */
    static String legend(String... stylesAndTexts) {
        StringBuilder legend = new StringBuilder("<ul class=\"legend\">");
        for (int i = 0; i < stylesAndTexts.length; i += 2) {
            legend.append("<li><span class=\"key ")
                    .append(stylesAndTexts[i])
                    .append("\"></span>")
                    .append(Html.escape(stylesAndTexts[i + 1]))
                    .append("</li>");
        }
        return legend.append("</ul>").toString();
    }

    /** A drawing that scrolls if the page is too narrow, instead of shrinking until nobody can read it. */
    static String figure(Object svg) {
        return "<div class=\"figure\">" + svg + "</div>";
    }
}
