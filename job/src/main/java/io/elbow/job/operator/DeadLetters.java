// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.RejectedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side output of everything that could not be scored. */
public final class DeadLetters {
    public static final OutputTag<RejectedRecord> TAG =
            new OutputTag<>("dead-letters", TypeInformation.of(RejectedRecord.class));

    private DeadLetters() {}
}
