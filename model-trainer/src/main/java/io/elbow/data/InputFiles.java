// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files that a command line names. A directory stands for all tables in it, sorted by name.
 *
 * @param notes which files were ignored, for a person
 */
public record InputFiles(List<Path> files, List<String> notes) {
    private static final List<String> SUFFIXES = List.of(".csv", ".tsv", ".jsonl", ".ndjson", "-images-idx3-ubyte");

    /**
     * Lists the files of directories. Hidden files are ignored silently, other files that are not tables with a note.
     *
     * @throws DataException for a directory without a table
     */
    public static InputFiles of(List<Path> given) {
        List<Path> files = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                addTables(path, files, notes);
            } else {
                files.add(path);
            }
        }
        return new InputFiles(List.copyOf(files), List.copyOf(notes));
    }

    private static void addTables(Path directory, List<Path> files, List<String> notes) {
        List<Path> tables = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Path path : listing(directory)) {
            String name = path.getFileName().toString();
            if (Files.isRegularFile(path) && isTable(name)) {
                tables.add(path);
            } else if (!name.startsWith(".")) {
                others.add(name);
            }
        }
        String known = "tables end in .csv, .tsv, .jsonl or .ndjson, with or without .gz";
        if (tables.isEmpty()) {
            throw new DataException(directory + ": this is a directory without tables"
                    + (others.isEmpty() ? "" : " (there is: " + Excerpt.of(others) + ")") + "; " + known);
        }
        if (!others.isEmpty()) {
            notes.add("%s: passed over %s, which %s no table by its name; %s"
                    .formatted(directory, Excerpt.of(others), others.size() == 1 ? "is" : "are", known));
        }
        files.addAll(tables);
    }

    private static List<Path> listing(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new DataException(directory + ": the directory cannot be listed: " + e, e);
        }
    }

    private static boolean isTable(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
        return !name.startsWith(".") && SUFFIXES.stream().anyMatch(plain::endsWith);
    }
}
