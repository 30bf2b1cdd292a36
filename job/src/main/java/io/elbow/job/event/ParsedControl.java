// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * What the control source makes of one Kafka record: a command, or the reason that there is none.
 *
 * @param message null for a rejected record
 * @param rejected null for a command
 */
public record ParsedControl(ControlMessage message, RejectedRecord rejected) {}
