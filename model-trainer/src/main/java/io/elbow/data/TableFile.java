// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import io.elbow.config.RootCause;
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
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens text files, unpacks gzip (recognised by its first bytes, not by its name), and explains read errors in one
 * line.
 */
final class TableFile {
    private static final int BUFFER = 1 << 16;

    private TableFile() {}

    /** Opens a file as text, unpacked and without a byte order mark. */
    static BufferedReader reader(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            bytes.mark(2);
            boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
            bytes.reset();
            InputStream plain = gzip ? new GZIPInputStream(bytes, BUFFER) : bytes;
            // A decoder, not a charset: the latter would turn invalid UTF-8 into question marks.
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

    /** Reads something from a file. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Runs the reading. Any error becomes an exception with one line for a person. */
    static <T> T explained(Path file, Reading<T> reading) {
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
                    : new DataException(file + ": not readable as CSV: " + Excerpt.of(RootCause.message(e)), e);
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

    private static DataException fault(Path file, IOException e) {
        if (e instanceof ZipException) {
            return new DataException(
                    file + ": starts like gzip but is damaged: " + e.getMessage() + "; pack it anew", e);
        }
        if (e instanceof EOFException) {
            return new DataException(file + ": the gzip file is cut off; copy or pack it anew", e);
        }
        if (e instanceof CharacterCodingException) {
            return new DataException(file + ": not UTF-8 text; save it as UTF-8", e);
        }
        return new DataException(file + ": cannot be read: " + e, e);
    }

    static void closeQuietly(AutoCloseable opened, Exception because) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (Exception e) {
            because.addSuppressed(e);
        }
    }
}
