// SPDX-License-Identifier: Apache-2.0
/**
 * The commands of {@code elbow-trainer}: flags, progress and reports. Decisions belong into the packages below.
 *
 * <p>It may use all packages of the trainer and picocli. It is one of the few places that may print.
 *
 * <p>Begin with {@link io.elbow.cli.Main}; each command is a class of its own.
 */
package io.elbow.cli;
