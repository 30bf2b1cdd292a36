// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Reads files as one table, row by row, as often as wanted. Row numbers continue from file to file. Without a key
 * column each of several files is a series of its own, whose key is the file's name.
 */
public final class InputTable implements Iterable<Dataset.Row> {
    private final List<Path> files;
    private final ColumnRoles roles;
    private final ColumnRoles furtherRoles;
    private final List<String> columns;
    private final List<String> features;
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<Long> firstRows = new ArrayList<>();
    private final List<LineIndex> lines = new ArrayList<>();

    /**
     * Opens the first file to find the columns.
     *
     * @throws DataException as in {@link TableReader#read}
     */
    public InputTable(List<Path> files, ColumnRoles roles) {
        this.files = List.copyOf(files);
        this.roles = roles;
        try (TableRows first = TableRows.open(files.get(0), roles, 0)) {
            columns = first.columns();
            features = first.features();
            notes.addAll(first.notes());
        }
        // The other files have the features of the first, even if a column of theirs is empty in the first rows.
        furtherRoles = roles.withFeatures(features);
    }

    public List<String> features() {
        return features;
    }

    public List<String> conditions() {
        return roles.conditions();
    }

    /** What is read, for messages. */
    public String source() {
        return files.size() == 1 ? files.get(0).toString() : files.get(0) + " and " + (files.size() - 1) + " more";
    }

    /** Notes on the files opened so far, one line each, for a person. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** File and line of a row of the last reading, for a person. */
    public String place(long number) {
        int file = firstRows.size() - 1;
        while (file > 0 && firstRows.get(file) > number) {
            file--;
        }
        long line = file < 0 ? -1 : lines.get(file).lineOf(number);
        long row = file < 0 ? number : number - firstRows.get(file);
        return files.get(Math.max(file, 0)) + (line < 0 ? ", row " + row : ", line " + line);
    }

    /**
     * Reads the whole table.
     *
     * @param mostBytes limit on the memory for the rows
     * @throws DataException if they take more, or as in {@link TableReader#read}
     */
    public Dataset read(long mostBytes) {
        List<Dataset.Row> rows = new ArrayList<>();
        long bytes = 0;
        for (Dataset.Row row : this) {
            bytes += RowSample.bytes(row);
            if (bytes > mostBytes) {
                throw new DataException(source() + ": only the first " + rows.size() + " rows fit into the "
                        + (mostBytes >> 20) + " MB of memory that are there for them; give java more with -Xmx, or a"
                        + " part of the rows (score needs no memory for them)");
            }
            rows.add(row);
        }
        return new Dataset(source(), features, rows, notes(), roles.conditions());
    }

    @Override
    public Rows iterator() {
        return new Rows();
    }

    /** One pass over the rows, which closes each file at its end. */
    public final class Rows implements Iterator<Dataset.Row>, AutoCloseable {
        private int file;
        private long number;
        private TableRows current;

        private Rows() {
            firstRows.clear();
            lines.clear();
            open();
        }

        private void open() {
            Path path = files.get(file);
            if (file > 0 && roles.features().isEmpty()) {
                refuseOtherColumns(path, TableReader.columns(path));
            }
            current = TableRows.open(path, file == 0 ? roles : furtherRoles, number);
            if (file > 0 && !roles.features().isEmpty()) {
                notes.addAll(current.notes());
            }
            firstRows.add(number);
            lines.add(current.lines());
        }

        @Override
        public boolean hasNext() {
            while (!current.hasNext() && file < files.size() - 1) {
                file++;
                open();
            }
            return current.hasNext();
        }

        @Override
        public Dataset.Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Dataset.Row row = current.next();
            number++;
            return roles.key() == null && files.size() > 1
                    ? row.withKey(files.get(file).toString())
                    : row;
        }

        @Override
        public void close() {
            current.close();
        }
    }

    private void refuseOtherColumns(Path path, List<String> others) {
        List<String> onlyThere = others.stream()
                .filter(name -> !columns.contains(name))
                .map(Excerpt::of)
                .toList();
        List<String> onlyFirst = columns.stream()
                .filter(name -> !others.contains(name))
                .map(Excerpt::of)
                .toList();
        if (!onlyThere.isEmpty() || !onlyFirst.isEmpty()) {
            throw new DataException(path + " has other columns than " + files.get(0)
                    + (onlyThere.isEmpty() ? "" : "; only the former has " + Excerpt.of(onlyThere))
                    + (onlyFirst.isEmpty() ? "" : "; only the latter has " + Excerpt.of(onlyFirst))
                    + "; name the common ones with --features");
        }
    }
}
