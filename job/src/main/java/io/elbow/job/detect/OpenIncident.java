// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/**
 * An incident that the budget let open.
 *
 * @param id of the opening message
 * @param threshold the surprise that it had to reach
 */
public record OpenIncident(String id, double threshold) {}
