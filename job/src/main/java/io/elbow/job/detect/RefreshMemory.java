// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/**
 * {@link SampleStoreState} by the name that it has in snapshots. Flink finds a state's class by its name, so this one
 * is never renamed and holds nothing of its own.
 */
public final class RefreshMemory extends SampleStoreState {}
