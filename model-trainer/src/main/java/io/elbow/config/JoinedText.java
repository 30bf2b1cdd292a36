// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Several texts as one, and back. They stand behind one another with a separator between; a separator or backslash
 * within a text has a backslash before it. So different texts never join to the same one.
 */
public enum JoinedText {
    /** Columns, as in {@code --key name,instance}. */
    COLUMNS(','),
    /** The key of a record that has several fields for it, as in {@code up|host-1}. */
    KEY('|');

    private static final char ESCAPE = '\\';

    private final char separator;

    JoinedText(char separator) {
        this.separator = separator;
    }

    /** The parts as one text. A single part stays as it is. */
    public String join(List<String> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        StringBuilder joined = new StringBuilder();
        for (int part = 0; part < parts.size(); part++) {
            if (part > 0) {
                joined.append(separator);
            }
            String text = parts.get(part);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == separator || c == ESCAPE) {
                    joined.append(ESCAPE);
                }
                joined.append(c);
            }
        }
        return joined.toString();
    }

    /** The parts of a text that {@link #join} made of several. */
    public List<String> split(String joined) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < joined.length(); i++) {
            char c = joined.charAt(i);
            if (c == ESCAPE && i + 1 < joined.length()) {
                part.append(joined.charAt(++i));
            } else if (c == separator) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    /**
     * The columns that a text names: the one of that very name where there is one, else the parts.
     *
     * @param named null: none
     */
    public static List<String> columns(String named, Collection<String> header) {
        if (named == null) {
            return List.of();
        }
        return header.contains(named) ? List.of(named) : COLUMNS.split(named);
    }

    /** Whether all columns that a text names are there. */
    public static boolean areIn(String named, Collection<String> header) {
        return named != null && header.containsAll(columns(named, header));
    }
}
