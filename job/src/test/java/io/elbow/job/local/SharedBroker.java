// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * One broker for all tests of this JVM that neither stop it nor set it up in their own way. They keep apart by their
 * topics' names, which no two test classes may share.
 *
 * <p>Static, and ended with the JVM: with more than one test JVM, Surefire runs each class as a test plan of its own,
 * so that what JUnit keeps in its root store ends with each class.
 */
public final class SharedBroker {
    private static EmbeddedBroker broker;

    private SharedBroker() {}

    /** Started by the first that asks; nobody else may close it. */
    public static synchronized EmbeddedBroker get() {
        if (broker == null) {
            Path folder = folder();
            EmbeddedBroker started = EmbeddedBroker.start(folder.resolve("kafka"), 0);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, folder), "ends the shared broker"));
            broker = started;
        }
        return broker;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("elbow-shared-broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(EmbeddedBroker broker, Path folder) {
        broker.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
