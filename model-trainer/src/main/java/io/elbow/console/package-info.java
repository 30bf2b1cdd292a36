// SPDX-License-Identifier: Apache-2.0
/**
 * What every command line of the project shares: one line for an error and its exit code, a fit's progress, files
 * written whole or not at all. It may use {@code vae}, {@code artifact} and {@code config}, and no commands. Begin with
 * {@link io.elbow.console.Failures}.
 */
package io.elbow.console;
