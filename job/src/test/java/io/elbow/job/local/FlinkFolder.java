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
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/**
 * A Flink installation with what the job's image adds to it.
 *
 * @param image the image's root
 */
public record FlinkFolder(Path image) {
    /** What Flink's scripts take from env.java.opts.all of the distribution's own config.yaml. */
    public static final List<String> OPENS =
            List.of("--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED");

    /**
     * What a Flink distribution's lib/ holds. No Kafka connector and no connector base, no Jackson, no library of the
     * job's own: the job jar brings them.
     */
    private static final Pattern DISTRIBUTION = Pattern.compile(
            "(flink-(?!connector-base|connector-kafka)"
                    + "|commons-(cli|collections|compress|io|lang3|math3|text|codec)-"
                    + "|kryo-|minlog-|objenesis-|reflectasm-|javassist-|snakeyaml-engine-|snappy-java-|jsr305-|log4j-|slf4j-api-).*\\.jar");

    /**
     * Puts together a distribution's lib/ and the one plugin that meters need, and what the job's image adds to it, by
     * the copy list of its Dockerfile.
     *
     * @param target the job module's, packaged
     */
    public static FlinkFolder assemble(Path target, Path folder) throws IOException {
        FlinkFolder flink =
                new FlinkFolder(ImageLayout.of("docker/job.Dockerfile").rebuild(folder));
        copy(
                target.resolve("local-lib"),
                flink.lib(),
                name -> DISTRIBUTION.matcher(name).matches());
        flink.linkReporter();
        return flink;
    }

    private void linkReporter() throws IOException {
        Path plugin = Files.createDirectories(plugins().resolve("metrics-prometheus"));
        String jar = PrometheusReporterFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Files.createSymbolicLink(plugin.resolve("flink-metrics-prometheus.jar"), Path.of(jar));
    }

    private Path lib() {
        return image.resolve("opt/flink/lib");
    }

    /** What {@code FLINK_PLUGINS_DIR} is to name. */
    public Path plugins() {
        return image.resolve("opt/flink/plugins");
    }

    /** What users submit. */
    public Path jobJar() {
        return image.resolve("opt/flink/usrlib/elbow-job.jar");
    }

    /** What the image appends to the config.yaml that comes with Flink. */
    String settings() throws IOException {
        return Files.readString(image.resolve("opt/elbow/flink.yaml"));
    }

    public List<Path> classPath() throws IOException {
        try (Stream<Path> jars = list(lib())) {
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
