// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ScorerNotification;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side output of what the promotion policy must know. */
public final class ScorerNotifications {
    public static final OutputTag<ScorerNotification> TAG =
            new OutputTag<>("score-signals", TypeInformation.of(ScorerNotification.class));

    private ScorerNotifications() {}
}
