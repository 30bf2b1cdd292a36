// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;

/** Reads CSV tables, plain or gzip, separated by comma, semicolon or tab, with one header line. */
public final class TableReader {
    private TableReader() {}

    /**
     * Reads a whole table.
     *
     * @throws DataException naming file, line and column, for a missing or empty file, a header without rows, ragged
     *     rows, unknown columns, text in a numeric column
     */
    public static Dataset read(Path file, ColumnRoles roles) {
        throw new UnsupportedOperationException(file + " " + roles);
    }
}
