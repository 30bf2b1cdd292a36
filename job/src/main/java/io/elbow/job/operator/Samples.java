// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.Sample;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side outputs of what a refresh learns from. */
public final class Samples {
    /** Scored records. */
    public static final OutputTag<Sample> TAG = new OutputTag<>("samples", TypeInformation.of(Sample.class));

    /** The model that scores them, once for each that does. */
    public static final OutputTag<ModelUpdate> CHAMPION =
            new OutputTag<>("champion-in-use", TypeInformation.of(ModelUpdate.class));

    private Samples() {}
}
