// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

/**
 * A part of the page.
 *
 * @param id its anchor
 * @param lead one or two sentences: what it shows and how to read it, safe to stand in the page
 * @param body safe to stand in the page
 */
record ReportSection(String id, String title, String lead, String body) {
    String html() {
        return "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-title\"><h2 id=\"" + id + "-title\">" + title
                + "</h2><p class=\"lead\">" + lead + "</p>" + body + "</section>\n";
    }

    /** A legend's entries, in pairs of style and words. */
    static String legend(String... stylesAndWords) {
        StringBuilder legend = new StringBuilder("<ul class=\"legend\">");
        for (int i = 0; i < stylesAndWords.length; i += 2) {
            legend.append("<li><span class=\"key ")
                    .append(stylesAndWords[i])
                    .append("\"></span>")
                    .append(Html.escape(stylesAndWords[i + 1]))
                    .append("</li>");
        }
        return legend.append("</ul>").toString();
    }

    /** A drawing that scrolls rather than shrinks beyond reading. */
    static String figure(Object svg) {
        return "<div class=\"figure\">" + svg + "</div>";
    }
}
