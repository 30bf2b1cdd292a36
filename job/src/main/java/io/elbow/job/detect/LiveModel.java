// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.features.ConditionReader;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A model and all that belongs to it: scaler, scorer, calibration and threshold, which are swapped together or not at
 * all. Owns the scorer and frees it.
 */
public final class LiveModel implements AutoCloseable {
    private final ModelArtifact artifact;
    private final Scorer scorer;
    private final Judge judge;
    private final ConditionReader conditions;
    private final double alertRate;
    private final double logDeviations;

    /**
     * @param alertRate the yaml's; null: the model's own
     * @param guard the yaml's {@code refresh.guard}
     * @param parsed the conditions that the records carry, in order
     */
    public LiveModel(ModelArtifact artifact, Double alertRate, double guard, Scorer scorer, List<String> parsed) {
        Manifest manifest = artifact.manifest();
        this.artifact = artifact;
        this.scorer = scorer;
        this.conditions = new ConditionReader(manifest.conditions(), parsed);
        this.alertRate = manifest.alertRateOr(alertRate);
        this.judge = Judge.of(manifest, this.alertRate, guard);
        this.logDeviations = manifest.spec().shingleLength() * manifest.scaler().logDeviations();
    }

    public String id() {
        return artifact.modelId();
    }

    public String shortId() {
        return artifact.shortId();
    }

    /** Id of the model that it was refreshed from, or null. */
    public String parent() {
        return artifact.manifest().provenance().parentModelId();
    }

    /** When it was fitted, ms since 1970; empty where its artifact holds no time. */
    public OptionalLong fittedMillis() {
        try {
            return OptionalLong.of(
                    Instant.parse(artifact.manifest().provenance().time()).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /** Nats above which a record is an anomaly. */
    public double threshold() {
        return judge.threshold();
    }

    /** The rate that its threshold promises. */
    public double alertRate() {
        return alertRate;
    }

    /**
     * A score as a density of the user's units, nats: models with other scalers compare by it.
     *
     * @param by what standardised the record
     */
    @SuppressWarnings(
            "ReferenceEquality") // the model's own standardizer is one object; another of equal values costs the same
    double cost(double score, Standardizer by) {
        return score + (by == standardizer() ? logDeviations : shingleLength() * by.logDeviations());
    }

    /** The least attainable reconstruction, nats. */
    public double floor() {
        return artifact.manifest().floor();
    }

    /** The first 64 bits of the id, itself a hash. */
    long hash() {
        return Long.parseUnsignedLong(id().substring(0, 16), 16);
    }

    /** Whether an average of a key's scores is kept. */
    public boolean smooths() {
        return !judge.smoothing().isNone();
    }

    /** Rows a shingle. */
    public int shingleLength() {
        return artifact.manifest().spec().shingleLength();
    }

    /** Features a row. */
    public int features() {
        return artifact.manifest().spec().features();
    }

    /** Inputs of the network: features times shingle length. */
    public int inputDim() {
        return artifact.manifest().spec().inputDim();
    }

    /** Numbers a row that is handed to the scorer: the inputs, then those of its condition. */
    public int rowWidth() {
        return artifact.manifest().spec().rowWidth();
    }

    ConditionReader conditions() {
        return conditions;
    }

    public List<String> featureNames() {
        return artifact.manifest().featureNames();
    }

    /** The scaler of all keys, or, where each has its own, the global one. */
    public Standardizer standardizer() {
        return artifact.manifest().scaler();
    }

    /** What the model knows of its keys' statistics; null: all are standardised alike. */
    public PerKeyFit perKey() {
        return artifact.manifest().perKey();
    }

    Scorer scorer() {
        return scorer;
    }

    Judge judge() {
        return judge;
    }

    @Override
    public void close() {
        scorer.close();
    }
}
