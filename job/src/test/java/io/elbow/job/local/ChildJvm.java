// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A separate JVM with its output in a file. It ends with this JVM, unless this one is killed. Its threads, files and
 * classes are read from /proc and by jcmd.
 */
final class ChildJvm implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int TAIL_LINES = 60;
    private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");

    private final String name;
    private final Path output;
    private final Process process;
    private final Thread hook;

    private ChildJvm(String name, Path output, Process process) {
        this.name = name;
        this.output = output;
        this.process = process;
        hook = new Thread(process::destroyForcibly, "ends " + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts it; standard output and standard error go to {@code NAME.out} in the folder.
     *
     * @param options of the JVM, the main class and its arguments
     */
    static ChildJvm start(
            String name, Path folder, List<Path> classPath, Map<String, String> environment, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(JAVA_BIN.resolve("java").toString());
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.addAll(options);
        Path output = folder.resolve(name + ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            return new ChildJvm(name, output, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All its output so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of its output, for the message of a failing test. */
    String tail() {
        List<String> lines = output().lines().toList();
        String state = isAlive() ? "alive" : "ended with " + process.exitValue();
        return "---- " + name + ", " + state + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())) + "\n";
    }

    /** Waits for its end and returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + " has not ended in " + PATIENCE_SECONDS + " s:\n" + tail());
        }
        return process.exitValue();
    }

    int threads() {
        return entries("task");
    }

    int openFiles() {
        return entries("fd");
    }

    /**
     * Paths of the files with this name that are mapped into its memory: a library that was loaded once has one path.
     */
    Set<String> mapped(String fileName) throws IOException {
        try (Stream<String> maps = Files.lines(proc("maps"))) {
            return maps.filter(line -> line.endsWith("/" + fileName))
                    .map(line -> line.substring(line.indexOf('/')))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Number of instances of exactly this class that remain after a full collection. */
    int liveInstances(String className) throws Exception {
        Process jcmd = new ProcessBuilder(
                        JAVA_BIN.resolve("jcmd").toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (Stream<String> text = jcmd.inputReader().lines()) {
            lines = text.toList();
        }
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd failed on " + name + ": " + lines);
        }
        // "  12:     3      288  the.class.Name"
        return lines.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length >= 4 && columns[3].equals(className))
                .mapToInt(columns -> Integer.parseInt(columns[1]))
                .sum();
    }

    private int entries(String what) {
        String[] entries = proc(what).toFile().list();
        if (entries == null) {
            throw new IllegalStateException(name + " is gone: cannot list " + proc(what));
        }
        return entries.length;
    }

    private Path proc(String what) {
        return Path.of("/proc", Long.toString(process.pid()), what);
    }

    /** Kills it with SIGKILL, for which it cannot prepare, and waits for its end. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
