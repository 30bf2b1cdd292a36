// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.DetectorEvent;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side output of what happened to the detector's models. */
public final class DetectorEvents {
    public static final OutputTag<DetectorEvent> TAG =
            new OutputTag<>("detector-events", TypeInformation.of(DetectorEvent.class));

    private DetectorEvents() {}
}
