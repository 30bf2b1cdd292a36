// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The formats that are found as services, looked up once. */
final class TableFormats {
    private static final List<TableFormat> FOUND =
            ServiceLoader.load(TableFormat.class, TableFormat.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private TableFormats() {}

    /** The format of a file; empty for CSV, JSON lines and files that cannot be read. */
    static Optional<TableFormat> of(Path file) {
        return FOUND.stream().filter(format -> format.isFormatOf(file)).findFirst();
    }
}
