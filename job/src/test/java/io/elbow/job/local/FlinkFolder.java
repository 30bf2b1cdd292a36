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
 * A Flink installation with the additions of the job's image.
 *
 * @param image the image's root
 */
public record FlinkFolder(Path image) {
    /** The JVM options in env.java.opts.all of the distribution's own config.yaml. */
    public static final List<String> OPENS =
            List.of("--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED");

    /**
     * The libraries in a Flink distribution's lib/. It has no Kafka connector or connector base, no Jackson, and none
     * of the job's own libraries, which the job jar brings.
     */
    private static final Pattern DISTRIBUTION = Pattern.compile(
            "(flink-(?!connector-base|connector-kafka)"
                    + "|commons-(cli|collections|compress|io|lang3|math3|text|codec)-"
                    + "|kryo-|minlog-|objenesis-|reflectasm-|javassist-|snakeyaml-engine-|snappy-java-|jsr305-|log4j-|slf4j-api-).*\\.jar");

    /**
     * Assembles a distribution's lib/, the one plugin that meters need, and the files that the Dockerfile copies into
     * the job's image.
     *
     * @param target the job module's build folder, packaged
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

    /** The folder for {@code FLINK_PLUGINS_DIR}. */
    public Path plugins() {
        return image.resolve("opt/flink/plugins");
    }

    /** The jar that users submit. */
    public Path jobJar() {
        return image.resolve("opt/flink/usrlib/elbow-job.jar");
    }

    /** The lines that the image appends to Flink's config.yaml. */
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
