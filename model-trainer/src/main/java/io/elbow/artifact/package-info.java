// SPDX-License-Identifier: Apache-2.0
/**
 * The model file: specification, manifest, tensors, and the codec that reads and writes them as safetensors.
 *
 * <p>A pure package. It may use neither Flink, DJL, the Kafka client nor Micrometer.
 *
 * <p>Begin with {@link io.elbow.artifact.ModelArtifact} and {@link io.elbow.artifact.VaeSpec}.
 * {@link io.elbow.artifact.ArtifactCodec} turns them into bytes and back, and checks lengths, shapes and digests.
 */
package io.elbow.artifact;
