// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A table file as a stream of lines that all have as many cells as the header: opens it, unpacks gzip (known by its
 * first bytes, not by its name), finds the separator in the header line. Holds one line at a time.
 */
final class TableSource implements AutoCloseable {
    private static final int LONGEST_HEADER = 1 << 20;
    private static final int BUFFER = 1 << 16;

    /** One line of a table. */
    record Line(long number, List<String> cells) {}

    private final Path file;
    private final BufferedReader reader;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;

    private TableSource(Path file, BufferedReader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        this.records = CsvReader.builder()
                .fieldSeparator(Separator.of(peekHeader()))
                .ignoreDifferentFieldCount(true)
                .ofCsvRecord(reader)
                .iterator();
        this.header = readHeader();
    }

    /** @throws DataException where the file cannot be read or has no usable header line */
    static TableSource open(Path file) {
        if (!Files.exists(file)) {
            throw new DataException(file + ": no such file; check the path");
        }
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": this is a directory; name a CSV file in it");
        }
        BufferedReader reader = told(file, () -> reader(file));
        try {
            return told(file, () -> new TableSource(file, reader));
        } catch (RuntimeException e) {
            closeQuietly(reader, e);
            throw e;
        }
    }

    /** The column names, in the file's order; a column without a name has an empty one. */
    List<String> header() {
        return header;
    }

    /** The next line, or null at the end. */
    Line next() {
        CsvRecord next = told(file, () -> records.hasNext() ? records.next() : null);
        if (next == null) {
            return null;
        }
        if (next.getFieldCount() != header.size()) {
            throw new DataException("%s, line %d: the header has %d columns but this line has %d; correct the line"
                    .formatted(file, next.getStartingLineNumber(), header.size(), next.getFieldCount()));
        }
        return new Line(next.getStartingLineNumber(), next.getFields());
    }

    @Override
    public void close() {
        try {
            records.close();
        } catch (IOException e) {
            throw new DataException(file + ": closing failed: " + e.getMessage(), e);
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            bytes.mark(2);
            boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
            bytes.reset();
            InputStream plain = gzip ? new GZIPInputStream(bytes, BUFFER) : bytes;
            // A decoder, not a charset: the latter would turn what is no UTF-8 into question marks.
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()), BUFFER);
            skipByteOrderMark(reader);
            return reader;
        } catch (IOException | RuntimeException e) {
            closeQuietly(bytes, e);
            throw e;
        }
    }

    private static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
    }

    /** The first line that holds anything, read without being taken. */
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

    /** Numbers with decimals: a row that lost its header. Whole numbers alone may be names, as some tools write. */
    private static boolean isRowOfNumbers(List<String> names) {
        return names.stream().allMatch(name -> Cells.kind(name) == Cells.Kind.NUMBER)
                && names.stream().anyMatch(name -> name.indexOf('.') >= 0);
    }

    /** Something that reads. */
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Runs it; whatever goes wrong in reading becomes one line for a person. */
    private static <T> T told(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw fault(file, e);
        } catch (UncheckedIOException e) {
            throw fault(file, e.getCause());
        } catch (CsvParseException e) {
            IOException cause = ioCause(e);
            throw cause != null
                    ? fault(file, cause)
                    : new DataException(file + ": not readable as CSV: " + Excerpt.of(rootMessage(e)), e);
        }
    }

    private static IOException ioCause(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof IOException io) {
                return io;
            }
        }
        return null;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static DataException fault(Path file, IOException e) {
        if (e instanceof ZipException) {
            return new DataException(
                    file + ": starts like gzip but is damaged: " + e.getMessage() + "; pack it anew", e);
        }
        if (e instanceof EOFException) {
            return new DataException(file + ": the gzip file is cut off; copy or pack it anew", e);
        }
        if (e instanceof CharacterCodingException) {
            return new DataException(file + ": not UTF-8 text; save it as UTF-8 CSV", e);
        }
        return new DataException(file + ": cannot be read: " + e, e);
    }

    private static void closeQuietly(AutoCloseable opened, Exception because) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (Exception e) {
            because.addSuppressed(e);
        }
    }
}
