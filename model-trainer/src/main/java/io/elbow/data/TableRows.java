// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The rows of one table file, read one after the other. It closes its file at the end. */
final class TableRows implements Iterator<Dataset.Row>, AutoCloseable {
    /** Number of first lines that are searched for numeric columns. */
    private static final int HEAD = 1_000;

    private final List<String> columns;
    private final TablePlan plan;
    private final TableSource source;
    private final Iterator<TableSource.Line> head;
    private final RowParser parser;
    private final Iterator<Dataset.Row> readBefore;
    private final LineIndex lines = new LineIndex();
    private long number;
    private TableSource.Line ahead;

    private TableRows(
            List<String> columns,
            TablePlan plan,
            TableSource source,
            List<TableSource.Line> head,
            RowParser parser,
            Iterator<Dataset.Row> readBefore,
            long first) {
        this.columns = columns;
        this.plan = plan;
        this.source = source;
        this.head = head.iterator();
        this.parser = parser;
        this.readBefore = readBefore;
        this.number = first;
        advance();
    }

    /**
     * Opens a file.
     *
     * @param first number of its first row
     * @throws DataException as in {@link TableReader#read}
     */
    static TableRows open(Path file, ColumnRoles roles, long first) {
        Optional<TableFormat> format = TableFormats.of(file);
        if (format.isPresent()) {
            return whole(format.get().read(file, roles), first);
        }
        if (roles.imageLabels() != null) {
            throw new DataException(file + ": labels of images are given, but this is no file of IDX images; leave"
                    + " --labels out, a table has its conditions as columns");
        }
        TableSource source = TableSource.open(file);
        try {
            List<TableSource.Line> head = head(source, roles.features().isEmpty() ? HEAD : 1);
            if (head.isEmpty()) {
                throw new DataException(file + ": a header line but no rows; add rows");
            }
            TablePlan plan = TablePlan.of(file, source.header(), roles, head);
            RowParser parser = new RowParser(file, source.header(), plan);
            return new TableRows(source.header(), plan, source, head, parser, null, first);
        } catch (RuntimeException e) {
            TableFile.closeQuietly(source, e);
            throw e;
        }
    }

    private static TableRows whole(Dataset table, long first) {
        TablePlan plan = new TablePlan(
                new int[0],
                TablePlan.NONE,
                TablePlan.NONE,
                table.features(),
                new int[0],
                new int[0],
                table.notes(),
                null);
        return new TableRows(
                table.features(), plan, null, List.of(), null, table.rows().iterator(), first);
    }

    private static List<TableSource.Line> head(TableSource source, int most) {
        List<TableSource.Line> head = new ArrayList<>();
        while (head.size() < most) {
            TableSource.Line line = source.next();
            if (line == null) {
                break;
            }
            head.add(line);
        }
        return head;
    }

    /** All columns, in the file's order. */
    List<String> columns() {
        return columns;
    }

    TablePlan plan() {
        return plan;
    }

    List<String> features() {
        return plan.names();
    }

    List<String> notes() {
        return plan.notes();
    }

    /** The lines of the rows read so far. */
    LineIndex lines() {
        return lines;
    }

    @Override
    public boolean hasNext() {
        return readBefore == null ? ahead != null : readBefore.hasNext();
    }

    @Override
    public Dataset.Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (readBefore != null) {
            return readBefore.next().withNumber(number++);
        }
        lines.add(number, ahead.number());
        Dataset.Row row = parser.row(ahead, number++);
        advance();
        return row;
    }

    private void advance() {
        if (readBefore == null) {
            ahead = head.hasNext() ? head.next() : source.next();
            if (ahead == null) {
                source.close();
            }
        }
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }
}
