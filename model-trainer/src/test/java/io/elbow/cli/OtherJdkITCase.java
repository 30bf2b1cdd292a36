// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.artifact.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same command line on each JDK that lies beside the one that runs this. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("soak")
class OtherJdkITCase {
    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"((\\d+)[^\"]*)\"");

    @TempDir
    private Path dir;

    /** Homes by version. */
    private final Map<String, Path> jdks = new LinkedHashMap<>();

    @BeforeEach
    void findJdks() throws IOException {
        Path beside = Path.of(System.getProperty("java.home")).toAbsolutePath().getParent();
        List<Path> homes;
        try (Stream<Path> all = Files.list(beside)) {
            homes = all.sorted().toList();
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.isExecutable(home.resolve("bin").resolve("java")) && Files.isReadable(release)) {
                Matcher version = VERSION.matcher(Files.readString(release));
                if (version.find() && Integer.parseInt(version.group(2)) >= OLDEST) {
                    jdks.putIfAbsent(version.group(1), home);
                }
            }
        }
        assumeTrue(jdks.size() > 1, "needs another JDK beside " + beside);
    }

    @Test
    void theSamePointsGiveTheSameModel() throws Exception {
        Path table = Tables.labelled(dir.resolve("points.csv"), 3_000);
        assertThat(ids(table, "--label", "label", "--steps", "200")).hasSize(1);
    }

    @Test
    void theSameSeriesGiveTheSameModel() throws Exception {
        Path table = Tables.series(dir.resolve("series.csv"), 3_000);
        assertThat(ids(table, "--key", "host", "--timestamp", "ts", "--shingle", "3", "--steps", "200"))
                .hasSize(1);
    }

    /** The ids of the models, as if they had been made in one place, with the JDKs that made each. */
    private Map<String, List<String>> ids(Path table, String... flags) throws Exception {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        Provenance one = null;
        for (Map.Entry<String, Path> jdk : jdks.entrySet()) {
            ModelArtifact model = fitted(jdk.getValue(), table, flags);
            one = one == null ? model.manifest().provenance() : one;
            ids.computeIfAbsent(idWith(model, one), id -> new ArrayList<>()).add(jdk.getKey());
        }
        return ids;
    }

    private static String idWith(ModelArtifact model, Provenance provenance) {
        Manifest m = model.manifest();
        Manifest.Training t = m.training();
        Manifest elsewhere = new Manifest(
                m.formatVersion(),
                m.detector(),
                m.spec(),
                m.columns(),
                m.scaling(),
                m.conditions(),
                m.verdicts(),
                new Manifest.Training(t.fit(), provenance, t.summary(), t.latents(), t.curve()));
        return ArtifactCodec.create(elsewhere, model.tensors()).modelId();
    }

    private ModelArtifact fitted(Path home, Path table, String... flags) throws Exception {
        Path output = dir.resolve(home.getFileName() + ".safetensors");
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin").resolve("java").toString(),
                "-Dai.djl.offline=" + System.getProperty("ai.djl.offline", "false"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "--input",
                table.toString(),
                "--output",
                output.toString()));
        command.addAll(List.of(flags));
        Process trainer = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(trainer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(trainer.waitFor()).as(said).isZero();
        return ModelStore.load(output);
    }
}
