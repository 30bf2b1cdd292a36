// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** A table file as a stream of lines that all have one cell for each column. It holds few lines at a time. */
interface TableSource extends AutoCloseable {
    /** Number of blank characters that may come before the first object of JSON lines. */
    int LONGEST_BLANK = 1_000;

    /**
     * One line of a table.
     *
     * @param number 1-based, in the file
     * @param text cells that are text even if they look like numbers; null: the format does not say
     */
    record Line(long number, List<String> cells, BitSet text) {
        /** A line of a format that holds only text. */
        Line(long number, List<String> cells) {
            this(number, cells, null);
        }

        /** Whether a cell is text although it looks like a number. */
        boolean isText(int column) {
            return text != null && text.get(column);
        }
    }

    /** The column names, in the file's order; a column without a name has an empty one. */
    List<String> header();

    /** The next line, or null at the end. */
    Line next();

    @Override
    void close();

    /**
     * Opens a file: JSON lines where its name ends in {@code .jsonl} or {@code .ndjson} (or those with {@code .gz}) or
     * its text starts with a brace, else CSV.
     *
     * @throws DataException where the file cannot be read or has no columns
     */
    static TableSource open(Path file) {
        if (!Files.exists(file)) {
            throw new DataException(file + ": no such file; check the path");
        }
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": this is a directory; name a file in it");
        }
        BufferedReader reader = TableFile.explained(file, () -> TableFile.reader(file));
        try {
            return TableFile.explained(
                    file,
                    () -> isJsonLines(file, reader) ? new JsonLinesSource(file, reader) : new CsvSource(file, reader));
        } catch (RuntimeException e) {
            TableFile.closeQuietly(reader, e);
            throw e;
        }
    }

    private static boolean isJsonLines(Path file, BufferedReader reader) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || startsWithBrace(reader);
    }

    private static boolean startsWithBrace(BufferedReader reader) throws IOException {
        reader.mark(LONGEST_BLANK);
        int c = ' ';
        for (int i = 0; i < LONGEST_BLANK && c >= 0 && Character.isWhitespace(c); i++) {
            c = reader.read();
        }
        reader.reset();
        return c == '{';
    }
}
