// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ScoreSignal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side output of what the model door must know. */
public final class ScoreSignals {
    public static final OutputTag<ScoreSignal> TAG =
            new OutputTag<>("score-signals", TypeInformation.of(ScoreSignal.class));

    private ScoreSignals() {}
}
