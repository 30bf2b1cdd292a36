// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.job.event.Sample;
import io.elbow.job.operator.RefreshFitter.Fitted;
import io.elbow.job.operator.RefreshFitter.Order;
import io.elbow.job.pipeline.SeriesRecords;
import io.elbow.vae.FitListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelRefreshTest {
    private static final double LEVEL = 3_000;
    private static final String[] NO_CONDITIONS = {};

    @Test
    void aSampleIsFittedAndComparedByWhatStandardisedItInTheStream() throws Exception {
        ModelArtifact champion = SeriesRecords.perKey("refreshed", PerKeyOptions.DEFAULT);
        Fitted known = refreshed(champion, new double[] {LEVEL, LEVEL}, new double[] {5, 5});
        assertThat(known.faults()).isEmpty();
        // Otherwise the key would lie hundreds of deviations out, and cost thousands of nats.
        assertThat(known.figures().get("champion_nats")).isLessThan(50);
        Fitted unknown = refreshed(champion, Sample.MODELS, Sample.MODELS);
        assertThat(unknown.figures().get("champion_nats")).isGreaterThan(1_000);
    }

    private static Fitted refreshed(ModelArtifact champion, double[] mean, double[] deviation) throws Exception {
        List<Sample> samples = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            double[] rows = new double[SeriesRecords.SHINGLE * SeriesRecords.FEATURES.size()];
            for (int j = 0; j < rows.length; j++) {
                rows[j] = LEVEL + 5 * random.nextGaussian();
            }
            samples.add(
                    new Sample("far", i, rows, NO_CONDITIONS, 0, 0.5, false, 0, champion.modelId(), mean, deviation));
        }
        return new ModelRefresh()
                .fit(new Order(champion, samples, List.of(), List.of(), List.of(), 0.01, 0), FitListener.SILENT);
    }
}
