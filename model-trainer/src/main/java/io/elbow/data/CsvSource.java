// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads CSV lines that all have as many cells as the header. It finds the separator in the header line. */
final class CsvSource implements TableSource {
    private static final int LONGEST_HEADER = 1 << 20;

    private final Path file;
    private final BufferedReader reader;
    private final QuoteCounter quotes;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;

    /**
     * Reads the header line.
     *
     * @throws DataException where there is no usable header line
     */
    CsvSource(Path file, BufferedReader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        char separator = Separator.of(peekHeader());
        this.quotes = new QuoteCounter(reader);
        this.records = CsvReader.builder()
                .fieldSeparator(separator)
                .ignoreDifferentFieldCount(true)
                .acceptCharsAfterQuotes(false)
                .ofCsvRecord(quotes)
                .iterator();
        this.header = readHeader();
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public Line next() {
        CsvRecord next = TableFile.explained(file, () -> records.hasNext() ? records.next() : null);
        if (next == null) {
            return null;
        }
        refuseOpenQuote(next);
        if (next.getFieldCount() != header.size()) {
            throw new DataException("%s, line %d: the header has %d columns but this line has %d; correct the line"
                    .formatted(file, next.getStartingLineNumber(), header.size(), next.getFieldCount()));
        }
        return new Line(next.getStartingLineNumber(), next.getFields());
    }

    /**
     * Refuses a quote that is never closed: it would swallow everything after it into the last cell of the last line.
     */
    private void refuseOpenQuote(CsvRecord line) {
        String last = line.getField(line.getFieldCount() - 1);
        boolean spansLines = last.indexOf('\n') >= 0 || last.indexOf('\r') >= 0;
        if (spansLines && quotes.isOdd() && TableFile.explained(file, () -> !records.hasNext())) {
            throw new DataException("%s, line %d: a quote is opened here and never closed; close it"
                    .formatted(file, line.getStartingLineNumber()));
        }
    }

    @Override
    public void close() {
        try {
            records.close();
        } catch (IOException e) {
            throw new DataException(file + ": closing failed: " + e.getMessage(), e);
        }
    }

    /** Returns the first line that is not blank, without consuming it. */
    private String peekHeader() throws IOException {
        reader.mark(LONGEST_HEADER);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < LONGEST_HEADER - 1; i++) {
            int c = reader.read();
            boolean end = c < 0 || c == '\n' || c == '\r';
            if (!end) {
                line.append((char) c);
            } else if (c < 0 || !line.isEmpty()) {
                break;
            }
        }
        reader.reset();
        return line.toString();
    }

    private List<String> readHeader() {
        if (!records.hasNext()) {
            throw new DataException(file + ": the file is empty; it needs a header line with column names, then rows");
        }
        List<String> names =
                records.next().getFields().stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name)) {
                throw new DataException("%s, line 1: the column name '%s' stands there twice; rename one"
                        .formatted(file, Excerpt.of(name)));
            }
        }
        if (seen.isEmpty() || isRowOfNumbers(names)) {
            throw new DataException("%s, line 1: no column names but '%s'; add a header line"
                    .formatted(file, Excerpt.of(String.join(",", names))));
        }
        return names;
    }

    /**
     * Whether the names look like a row of data whose header is missing: numbers with decimals. Whole numbers alone may
     * be names, as some tools write them.
     */
    private static boolean isRowOfNumbers(List<String> names) {
        return names.stream().allMatch(name -> Cells.kind(name) == Cells.Kind.NUMBER)
                && names.stream().anyMatch(name -> name.indexOf('.') >= 0);
    }
}
