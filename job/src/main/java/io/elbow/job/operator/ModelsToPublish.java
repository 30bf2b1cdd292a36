// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ModelUpdate;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side output of the champion in use, once for each message that was refused in its place. */
public final class ModelsToPublish {
    public static final OutputTag<ModelUpdate> TAG =
            new OutputTag<>("restored-models", TypeInformation.of(ModelUpdate.class));

    private ModelsToPublish() {}
}
