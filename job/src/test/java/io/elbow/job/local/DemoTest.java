// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.cli.Main;
import io.elbow.data.Dataset;
import io.elbow.job.pipeline.FirstModel;
import io.elbow.vae.FitProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    /** Enough for a single fit. */
    private static final int ROWS = 1_000;

    @TempDir
    private Path dir;

    @Test
    void theDemoMakesTheVeryModelThatTrainMakesOfTheSameRows() throws IOException {
        Dataset all = DemoData.unpackInto(dir).train();
        Dataset rows = all.withRows(all.rows().subList(0, ROWS));
        ModelArtifact trained = train(rows);
        ModelArtifact ofDemo =
                FirstModel.fit(Demo.config(), rows, trained.manifest().provenance(), FitProgress.SILENT);
        assertThat(ofDemo.manifest().fit()).isEqualTo(trained.manifest().fit());
        assertThat(ofDemo.manifest().spec()).isEqualTo(trained.manifest().spec());
        assertThat(ofDemo.modelId()).isEqualTo(trained.modelId());
    }

    private ModelArtifact train(Dataset rows) throws IOException {
        Path yaml = Files.writeString(dir.resolve("detector.yaml"), DemoData.resource("detector.yaml"));
        Path output = dir.resolve("model.safetensors");
        StringWriter err = new StringWriter();
        int code = Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                Map.of(),
                "train",
                "--config",
                yaml.toString(),
                "--input",
                table(rows).toString(),
                "--output",
                output.toString());
        assertThat(code).as(err.toString()).isZero();
        return ModelStore.load(output);
    }

    private Path table(Dataset rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("machine,ts," + String.join(",", rows.features())));
        for (Dataset.Row row : rows.rows()) {
            String values =
                    Arrays.stream(row.values()).mapToObj(Double::toString).collect(Collectors.joining(","));
            lines.add(row.key() + "," + row.timestamp() + "," + values);
        }
        return Files.write(dir.resolve("rows.csv"), lines);
    }
}
