// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

/** Builds a table whose first column names its rows. */
final class HtmlTable {
    private final StringBuilder text = new StringBuilder();

    /**
     * Starts a table.
     *
     * @param caption for readers who use a screen reader
     */
    HtmlTable(String caption, String... heads) {
        text.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(Html.escape(caption))
                .append("\"><table><thead><tr>");
        for (String head : heads) {
            text.append("<th scope=\"col\">").append(Html.escape(head)).append("</th>");
        }
        text.append("</tr></thead><tbody>");
    }

    HtmlTable row(String name, String... cells) {
        text.append("<tr><th scope=\"row\">").append(Html.escape(name)).append("</th>");
        for (String cell : cells) {
            text.append("<td>").append(Html.escape(cell)).append("</td>");
        }
        text.append("</tr>");
        return this;
    }

    @Override
    public String toString() {
        return text + "</tbody></table></div>";
    }
}
