// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.job.deploy.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Flink installation is made of.
 *
 * @param libs folders whose jars are Flink's class path
 * @param jobJar what users submit
 */
public record FlinkFolder(List<Path> libs, Path jobJar) {
    /**
     * What a Flink distribution's lib/ holds. No Kafka connector and no connector base, no Jackson, no library of the
     * job's own: the job jar brings them.
     */
    private static final Pattern DISTRIBUTION = Pattern.compile(
            "(flink-(?!connector-base|connector-kafka)"
                    + "|commons-(cli|collections|compress|io|lang3|math3|text|codec)-"
                    + "|kryo-|minlog-|objenesis-|reflectasm-|javassist-|snakeyaml-engine-|snappy-java-|jsr305-|log4j-|slf4j-api-).*\\.jar");

    /**
     * Puts together a distribution's lib/ and what the job's image adds to it, by the copy list of its Dockerfile.
     *
     * @param target the job module's, packaged
     */
    public static FlinkFolder assemble(Path target, Path folder) throws IOException {
        Path image = ImageLayout.of("docker/job.Dockerfile").rebuild(folder);
        Path lib = image.resolve("opt/flink/lib");
        copy(
                target.resolve("local-lib"),
                lib,
                name -> DISTRIBUTION.matcher(name).matches());
        return new FlinkFolder(List.of(lib), image.resolve("opt/flink/usrlib/elbow-job.jar"));
    }

    public List<Path> classPath() throws IOException {
        try (Stream<Path> jars = libs.stream().flatMap(FlinkFolder::list)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static void copy(Path from, Path to, Predicate<String> wanted) throws IOException {
        try (Stream<Path> jars = list(from)) {
            for (Path jar : jars.filter(jar -> wanted.test(jar.getFileName().toString()))
                    .toList()) {
                Files.copy(jar, to.resolve(jar.getFileName()));
            }
        }
    }

    private static Stream<Path> list(Path folder) {
        try {
            return Files.list(folder);
        } catch (IOException e) {
            throw new IllegalStateException(
                    folder + " cannot be read: this test runs on the packaged module, mvn verify", e);
        }
    }
}
