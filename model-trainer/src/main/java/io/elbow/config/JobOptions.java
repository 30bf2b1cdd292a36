// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/** How wide the job runs and how often it checkpoints. */
public record JobOptions(int parallelism, int maxParallelism, Duration checkpointInterval) implements Serializable {}
