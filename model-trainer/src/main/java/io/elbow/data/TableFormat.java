// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Files that are tables without being CSV or JSON lines. Implementations are found as services of this name, so that
 * this package knows none of them. They hold no state.
 */
public interface TableFormat {
    /** Whether a file is of this format, by its first bytes; false where it cannot be read. */
    boolean isFormatOf(Path file);

    /**
     * The columns of a file of this format.
     *
     * @throws DataException naming the file, where it cannot be read
     */
    List<String> columns(Path file);

    /**
     * Reads a whole file of this format.
     *
     * @throws DataException naming the file, where it cannot be read or the roles do not suit it
     */
    Dataset read(Path file, ColumnRoles roles);
}
