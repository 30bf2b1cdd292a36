// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStorageCheckTest {
    private static final String FOLDER = "file:///var/checkpoints";
    private static final String CLASS = "org.example.StorageFactory";

    private static DetectorConfig config(String topics, String refresh) {
        String yaml = """
                name: room
                kafka: {bootstrap-servers: 'b:1', topics: {records: r, alerts: a, models: m, dead-letters: d%s}}
                refresh: {%s}
                """.formatted(topics, refresh);
        return ConfigLoader.parse(yaml, "test", Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"every: 1d", "every-records: 100000", "on-drift: true"})
    void aRefreshingJobWithoutAFolderIsRefusedWithTheSettingAndTheRemedy(String refresh) {
        assertThat(CheckpointStorageCheck.fault(config("", refresh), null, null).orElseThrow())
                .startsWith("execution.checkpointing.dir is not set in Flink's configuration, ")
                .contains(
                        "64 MB of samples (refresh.memory)",
                        "-Dexecution.checkpointing.dir=",
                        "refresh.memory at most");
        assertThat(CheckpointStorageCheck.fault(config("", refresh), "jobmanager", FOLDER)
                        .orElseThrow())
                .startsWith("execution.checkpointing.storage is jobmanager")
                .contains("set it to filesystem");
    }

    @Test
    void oneThatRefreshesOnRequestAloneHoldsSamplesToo() {
        DetectorConfig config = config(", control: c", "adapt-after: 1h");
        assertThat(CheckpointStorageCheck.fault(config, null, null)).isPresent();
    }

    @Test
    void durableStorageOfAnyKindWillDo() {
        DetectorConfig config = config("", "every: 1d");
        assertThat(CheckpointStorageCheck.fault(config, null, FOLDER)).isEmpty();
        assertThat(CheckpointStorageCheck.fault(config, "filesystem", FOLDER)).isEmpty();
        assertThat(CheckpointStorageCheck.fault(config, CLASS, null)).isEmpty();
    }

    @Test
    void theJobManagersMemoryWillDoForAJobThatHoldsLittle() {
        assertThat(CheckpointStorageCheck.fault(config("", "adapt-after: 1h"), null, null))
                .as("no refresh")
                .isEmpty();
        assertThat(CheckpointStorageCheck.fault(config("", "every: 1d, memory: 4MB"), null, null))
                .as("few samples")
                .isEmpty();
        assertThat(CheckpointStorageCheck.fault(config("", "every: 1d, memory: 5MB"), null, null))
                .isPresent();
    }
}
