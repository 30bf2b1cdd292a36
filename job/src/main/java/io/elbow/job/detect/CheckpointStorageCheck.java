// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.DetectorConfig;
import java.util.Optional;

/**
 * Whether checkpoints have room for what a refresh holds.
 *
 * <p>Flink's default keeps them in the JobManager's memory, fails one in which a task's state is larger than 5 MiB, and
 * fails the job with it: hours after its start, when the samples have become that many, and again after each restart.
 */
public final class CheckpointStorageCheck {
    /** Of the 5 MiB that one task's state may take there; the rest is for the champion and what comes with it. */
    private static final int ROOM_BYTES = 4_000_000;

    /** Flink's word for the JobManager's memory. */
    private static final String JOB_MANAGER = "jobmanager";

    private CheckpointStorageCheck() {}

    /**
     * What is wrong, with its remedy; empty: nothing.
     *
     * @param storage the value of {@code execution.checkpointing.storage}; null: unset
     * @param folder the value of {@code execution.checkpointing.dir}; null: unset
     */
    public static Optional<String> fault(DetectorConfig config, String storage, String folder) {
        boolean inMemory = storage == null ? folder == null : storage.equalsIgnoreCase(JOB_MANAGER);
        if (!config.refreshes() || !inMemory || config.refresh().memoryBytes() <= ROOM_BYTES) {
            return Optional.empty();
        }
        String why = storage == null
                ? "execution.checkpointing.dir is not set in Flink's configuration"
                : "execution.checkpointing.storage is " + storage + " in Flink's configuration";
        String remedy = storage == null
                ? "set it to a folder that every machine reaches, such as by flink run"
                        + " -Dexecution.checkpointing.dir=s3://bucket/checkpoints"
                : "set it to filesystem, and execution.checkpointing.dir to a folder that every machine reaches";
        return Optional.of(why + ", so checkpoints would stay in the JobManager's memory, which takes 5 MB of a task,"
                + " but the job refreshes its model from up to "
                + config.refresh().memoryBytes() / 1_000_000
                + " MB of samples (refresh.memory) and would fail once they are that many: " + remedy
                + ", give refresh.memory at most 4MB, or switch refreshes off");
    }
}
