// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.RefreshInput;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Makes the refresh operator where it runs: an operator comes by its mailbox in no other way. */
public final class RefreshOperatorFactory extends AbstractStreamOperatorFactory<DetectorEvent>
        implements TwoInputStreamOperatorFactory<RefreshInput, ModelsInput, DetectorEvent> {
    private static final long serialVersionUID = 1L;

    private final RefreshSettings settings;
    private final TaskMeters taskMeters;
    private final RefreshFitter fitter;

    public RefreshOperatorFactory(RefreshSettings settings, TaskMeters taskMeters, RefreshFitter fitter) {
        this.settings = settings;
        this.taskMeters = taskMeters;
        this.fitter = fitter;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // Flink's signature; T is the operator that this factory says it makes
    public <T extends StreamOperator<DetectorEvent>> T createStreamOperator(
            StreamOperatorParameters<DetectorEvent> parameters) {
        return (T) new RefreshOperator(parameters, settings, taskMeters, fitter);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return RefreshOperator.class;
    }
}
