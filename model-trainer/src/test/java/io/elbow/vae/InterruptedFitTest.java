// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A model whose fits were stopped is calibrated on rows held back from its weights, and reports how far it came. */
class InterruptedFitTest {
    private static final int STEPS = 60;
    private static final int ROWS = 250;
    private static final int FITS = 6;
    private static final Dataset POINTS = SyntheticData.points(ROWS, 3);
    private static final TrainingPlan PLAN = SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, STEPS);
    private static final String TIME = "2026-01-01T00:00:00Z";

    private final List<Interruption> heard = new ArrayList<>();
    private int lastFit;

    @Test
    void theFirstFitsWeightsSoFarAreCalibratedOnItsOwnHeldBackRows() {
        ModelArtifact model = stopped(PLAN, POINTS, 1, 41);
        FitSummary summary = model.manifest().summary();
        assertThat(summary.stepsDone()).isEqualTo(41);
        assertThat(summary.fitRows()).isEqualTo(ROWS * 4 / 5);
        assertThat(summary.calibrationRows()).isEqualTo(ROWS / 5);
        assertThat(summary.calibration()).isEqualTo("held-back");
        assertThat(model.manifest().training().curve().steps()).endsWith(41);
        assertThat(model.manifest().training().latents()).isNotNull();
        assertThat(heard).containsExactly(new Interruption(1, FITS, 41, STEPS, 1));
        assertThat(heard.get(0).words())
                .isEqualTo("interrupted at step 41 of 60 of fit 1/6: keeping its weights so far, calibrated on the rows"
                        + " held back from it");
        assertThat(lastFit).isEqualTo(1);
    }

    @Test
    void aLaterFitLeavesTheModelOfTheOneBefore() {
        ModelArtifact model = stopped(PLAN, POINTS, 4, 5);
        FitSummary summary = model.manifest().summary();
        assertThat(summary.stepsDone()).isEqualTo(STEPS);
        assertThat(summary.calibrationRows()).isEqualTo(ROWS * 3 / 5);
        assertThat(summary.calibration()).isEqualTo("cross-fitted");
        assertThat(heard).containsExactly(new Interruption(4, FITS, 5, STEPS, 3));
        assertThat(heard.get(0).words()).contains("keeping the model of fit 3/6");
        assertThat(lastFit).isEqualTo(4);
    }

    @Test
    void aStopBetweenTwoFitsBeginsNoOther() {
        ModelArtifact model = stopped(PLAN, POINTS, 2, STEPS);
        assertThat(model.manifest().summary().stepsDone()).isEqualTo(STEPS);
        assertThat(model.manifest().summary().calibrationRows()).isEqualTo(ROWS * 2 / 5);
        assertThat(heard).containsExactly(new Interruption(3, FITS, 0, 0, 2));
        assertThat(heard.get(0).words()).startsWith("interrupted before fit 3/6: keeping the model of fit 2/6");
        assertThat(lastFit).isEqualTo(2);
    }

    @Test
    void theLastFitOnAllRowsIsWorthNothingUntilItIsDone() {
        TrainingPlan series = SyntheticData.plan(Likelihood.GAUSSIAN, true, 2, STEPS);
        Dataset rows = SyntheticData.points(1_200, 4);
        ModelArtifact model = stopped(series, rows, 2, 30);
        FitSummary summary = model.manifest().summary();
        assertThat(summary.stepsDone()).isEqualTo(STEPS);
        assertThat(summary.calibration()).isEqualTo("held-back");
        assertThat(summary.fitRows()).isLessThan(1_000);
        assertThat(heard).containsExactly(new Interruption(2, 2, 30, STEPS, 1));
    }

    @Test
    void theOnlyFitIsTheModelOfAFitOfSoManySteps() {
        Dataset rows = SyntheticData.points(1_200, 5);
        ModelArtifact model = stopped(PLAN, rows, 1, 33);
        ModelArtifact short33 = new ModelFitter(
                        SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 33), FitProgress.SILENT)
                .fit(rows, SyntheticData.provenance(rows, TIME));
        assertThat(bits(model)).isEqualTo(bits(short33));
        assertThat(model.manifest().calibration().threshold(1e-2))
                .isEqualTo(short33.manifest().calibration().threshold(1e-2));
        assertThat(heard.get(0).words()).isEqualTo("interrupted at step 33 of 60: keeping the weights so far");
    }

    @Test
    void whileTheFirstFitWarmsUpThereIsNothingToKeep() {
        assertThatThrownBy(() -> stopped(PLAN, POINTS, 1, 20))
                .isInstanceOf(FitInterruptedException.class)
                .hasMessage("interrupted at step 20 of 60, while the first 20 steps warm up: there is nothing to keep"
                        + " yet, and no model is written");
        assertThat(heard).isEmpty();
    }

    @Test
    void aStopThatComesTooLateChangesNothing() {
        ModelArtifact model = stopped(PLAN, POINTS, FITS, STEPS);
        ModelArtifact whole =
                new ModelFitter(PLAN, FitProgress.SILENT).fit(POINTS, SyntheticData.provenance(POINTS, TIME));
        assertThat(model.modelId()).isEqualTo(whole.modelId());
        assertThat(heard).isEmpty();
    }

    @Test
    void aMixtureKeepsTheBestNumberOfComponentsSoFar() {
        Dataset rows = SyntheticData.points(1_200, 6);
        ModelArtifact model = stopped(mixture(), rows, 1, 2);
        assertThat(model.manifest().spec().latentDim()).isBetween(1, 2);
        assertThat(heard).containsExactly(new Interruption(1, 1, 2, 10, 1));
    }

    private ModelArtifact stopped(TrainingPlan plan, Dataset dataset, int inFit, int afterStep) {
        StopRequest stop = new StopRequest();
        FitProgress progress = new FitProgress() {
            @Override
            public FitListener start(int fit, int fits) {
                lastFit = fit;
                return step -> {
                    if (fit == inFit && step.step() == afterStep) {
                        stop.make();
                    }
                };
            }

            @Override
            public void interrupted(Interruption interruption) {
                heard.add(interruption);
            }
        };
        return new ModelFitter(plan, new FitContext(progress, stop, ComputeDevice.CPU, 1), null)
                .fit(dataset, SyntheticData.provenance(dataset, TIME));
    }

    private static TrainingPlan mixture() {
        TrainingPlan.Model model = SyntheticData.model(
                Family.GAUSSIAN_MIXTURE, Bound.ELBO, Likelihood.GAUSSIAN, OptionalDouble.empty(), 0, 1);
        return SyntheticData.plan(PLAN.rows(), model, PLAN.fit());
    }

    private static Map<String, List<Float>> bits(ModelArtifact model) {
        Map<String, Tensor> tensors = new TreeMap<>(model.tensors());
        return tensors.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> floats(entry.getValue())));
    }

    private static List<Float> floats(Tensor tensor) {
        List<Float> list = new ArrayList<>();
        for (float value : tensor.values()) {
            list.add(value);
        }
        return list;
    }
}
