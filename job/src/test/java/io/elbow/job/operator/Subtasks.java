// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Where Flink puts a key. */
final class Subtasks {
    private Subtasks() {}

    static int of(String key, int maxParallelism, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism);
    }
}
