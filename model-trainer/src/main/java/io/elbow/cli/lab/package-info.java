// SPDX-License-Identifier: Apache-2.0
/**
 * The commands that look into a model and detect nothing: {@code sample}, {@code reconstruct}, {@code interpolate} and
 * {@code traverse}, and the pictures that they draw.
 *
 * <p>It may use all packages of the trainer and picocli, but not {@code io.elbow.cli}, which lists its commands.
 *
 * <p>Begin with {@link io.elbow.cli.lab.SampleCommand}.
 */
package io.elbow.cli.lab;
