// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the first rows of a table, column by column. */
final class SampleColumns {
    /** Enough for ten rows of each of a thousand keys, and read in a moment. */
    private static final int ROWS = 10_000;

    private SampleColumns() {}

    /**
     * The columns that hold anything, in the table's order.
     *
     * @throws DataException if the file cannot be read or holds no rows
     */
    static List<SampleColumn> read(Path file) {
        try (TableSource source = TableSource.open(file)) {
            List<String> header = source.header();
            List<List<String>> cells = new ArrayList<>();
            header.forEach(name -> cells.add(new ArrayList<>()));
            boolean[] written = new boolean[header.size()];
            int rows = 0;
            for (TableSource.Line line = source.next(); line != null && rows < ROWS; line = source.next(), rows++) {
                for (int i = 0; i < written.length; i++) {
                    String cell = line.cells().get(i);
                    boolean missing = Cells.isMissing(cell);
                    cells.get(i).add(missing ? "" : cell.strip());
                    written[i] |= !missing && line.isText(i);
                }
            }
            if (rows == 0) {
                throw new DataException(file + ": no rows to look at; add rows");
            }
            List<SampleColumn> columns = new ArrayList<>();
            for (int i = 0; i < written.length; i++) {
                SampleColumn column = new SampleColumn(header.get(i), cells.get(i), written[i]);
                if (!column.name().isEmpty() && column.distinct() > 0) {
                    columns.add(column);
                }
            }
            return columns;
        }
    }
}
