// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The files of docker/ and k8s/ as a test reads them, and the machine's programs that prove them. */
final class DeployFiles {
    /** Tests run in the job module's folder. */
    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private DeployFiles() {}

    static Path path(String name) {
        return REPOSITORY.resolve(name);
    }

    static String text(String name) throws IOException {
        return Files.readString(path(name));
    }

    static Map<String, Object> yaml(String name) throws IOException {
        return map(new Yaml().load(text(name)));
    }

    @SuppressWarnings("unchecked") // yaml's objects have names as keys
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> list(Object value) {
        return value == null ? List.of() : (List<T>) value;
    }

    /** What lies at the end of a path of names and positions; null where it does not lead on. */
    static Object at(Object value, Object... way) {
        Object here = value;
        for (Object step : way) {
            if (step instanceof Integer position) {
                List<Object> list = list(here);
                here = position < list.size() ? list.get(position) : null;
            } else {
                here = map(here).get(step);
            }
        }
        return here;
    }

    /** Skips the test where the program is missing. */
    static void assumeProgram(String name, String debianPackage) {
        boolean there = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        assumeTrue(there, "needs " + name + ": apt-get install " + debianPackage);
    }
}
