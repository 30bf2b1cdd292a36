// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The images' content; {@code SessionClusterITCase} runs a cluster from the layout that these files name. */
@Tag("soak")
class ImageITCase {
    private static final String JOB = "docker/job.Dockerfile";
    private static final String TRAINER = "docker/trainer.Dockerfile";

    /** What must be loaded once a JVM, by Flink's own class loader. */
    private static final Pattern BELONGS_IN_LIB = Pattern.compile(
            "(ai/djl|io/micrometer|io/prometheus|io/elbow/job/metrics|com/sun/jna|org/apache/flink/runtime"
                    + "|org/slf4j|native/lib|jnilib)/.*");

    @TempDir
    Path folder;

    @Test
    void theJobJarHoldsNothingThatBelongsInLib() throws IOException {
        try (JarFile jar = new JarFile("target/elbow-job.jar")) {
            List<String> entries = jar.stream().map(entry -> entry.getName()).toList();
            assertThat(entries).contains("io/elbow/job/pipeline/JobMain.class");
            assertThat(entries)
                    .filteredOn(name -> BELONGS_IN_LIB.matcher(name).matches() && !name.endsWith("/"))
                    .isEmpty();
        }
    }

    @Test
    void theJobImageHoldsLibTheJobAndTheNatives() throws IOException {
        ImageLayout layout = ImageLayout.of(JOB);
        Path root = layout.rebuild(folder);
        assertThat(names(root.resolve("opt/flink/lib"))).containsAll(names(Path.of("target/lib")));
        assertThat(root.resolve("opt/flink/usrlib/elbow-job.jar")).isRegularFile();
        assertThat(layout.copies()).contains(new ImageLayout.Copy("/opt/elbow/djl/", "/opt/elbow/djl/"));
        assertThat(layout.environment())
                .containsEntry("DJL_CACHE_DIR", "/opt/elbow/djl")
                .containsEntry("DJL_OFFLINE", "true");
    }

    @Test
    void theTrainerImageHoldsWhatItsEntrypointStarts() throws IOException {
        ImageLayout layout = ImageLayout.of(TRAINER);
        Path root = layout.rebuild(folder);
        String jar = layout.entrypoint().get(layout.entrypoint().size() - 1);
        assertThat(root.resolve(jar.substring(1))).isRegularFile();
        assertThat(names(root.resolve("opt/elbow/lib")))
                .containsAll(names(DeployFiles.path("model-trainer/target/lib")));
        assertThat(names(root.resolve("opt/elbow/sample")))
                .contains("machine-1-7_train.csv.gz", "machine-1-7_test.csv.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {JOB, TRAINER})
    void imagesArePinnedUnprivilegedAndLabelled(String dockerfile) throws IOException {
        String text = DeployFiles.text(dockerfile);
        assertThat(text.lines().filter(line -> line.startsWith("FROM ")))
                .allMatch(line -> line.matches("FROM [a-z-]+:\\d\\S*( AS build)?"));
        List<String> users =
                text.lines().filter(line -> line.startsWith("USER ")).toList();
        assertThat(users.get(users.size() - 1)).isIn("USER flink", "USER 9999");
        assertThat(text)
                .contains("org.opencontainers.image.licenses=\"Apache-2.0\"")
                .contains("\nHEALTHCHECK ");
        assertThat(text.split("\nFROM ", -1)[1])
                .as("both files build alike, so that the second finds the first one's stage")
                .isEqualTo(DeployFiles.text(JOB).split("\nFROM ", -1)[1]);
    }

    @Test
    void kubernetesRepeatsWhatTheImagesFlinkIsToldAndItsMappedConfigHides() throws IOException {
        Map<String, Object> image = DeployFiles.map(new Yaml().load(DeployFiles.text("docker/flink.yaml")));
        Object flink = DeployFiles.at(DeployFiles.yaml("k8s/base/flinkdeployment.yaml"), "spec", "flinkConfiguration");
        image.forEach((key, value) -> assertThat(DeployFiles.map(flink)).containsEntry(key, value.toString()));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
