// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.artifact.Manifest;
import io.elbow.features.ConditionReader;
import io.elbow.features.Derivation;
import io.elbow.features.KeyShifts;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import java.util.List;

/** A model as records are scored by it: scaler, scorer, calibration and threshold. Does not own its scorer. */
public class ScoringModel {
    private static final int HASH_DIGITS = 16;

    private final String id;
    private final long hash;
    private final Manifest manifest;
    private final Scorer scorer;
    private final Judge judge;
    private final ConditionReader conditions;
    private final double logDeviations;
    private final KeyShifts shifts;
    private final SurpriseJudge surprises;

    /**
     * @param id empty where no key's memory outlives the model
     * @param parsed the conditions that the records carry, in order
     * @throws io.elbow.config.BadInputException naming the model's conditions that the records lack
     */
    public ScoringModel(String id, Manifest manifest, Judge judge, Scorer scorer, List<String> parsed) {
        this(id, manifest, judge, scorer, parsed, null);
    }

    /**
     * The same under an alert budget.
     *
     * @param surprises null: the p-value decides what is an anomaly
     */
    public ScoringModel(
            String id, Manifest manifest, Judge judge, Scorer scorer, List<String> parsed, SurpriseJudge surprises) {
        this.id = id;
        // The first 64 bits of what is a hash itself.
        this.hash = id.isEmpty() ? 0 : Long.parseUnsignedLong(id.substring(0, HASH_DIGITS), 16);
        this.manifest = manifest;
        this.scorer = scorer;
        this.judge = judge;
        this.conditions = new ConditionReader(manifest.conditions(), parsed);
        this.logDeviations = manifest.spec().shingleLength() * manifest.scaler().logDeviations();
        this.surprises = surprises;
        this.shifts = new KeyShifts(manifest.scaler(), manifest.shifts());
    }

    public final String id() {
        return id;
    }

    final long hash() {
        return hash;
    }

    /** Nats above which a record is an anomaly. */
    public final double threshold() {
        return judge.threshold();
    }

    /** The rate that its threshold promises. */
    public final double alertRate() {
        return judge.rate();
    }

    /**
     * A score as a density of the user's units, nats: models with other scalers compare by it.
     *
     * @param by what standardised the record
     */
    @SuppressWarnings("ReferenceEquality") // Only saves work: an equal one has the same deviations.
    public final double cost(double score, Standardizer by) {
        return score + (by == standardizer() ? logDeviations : shingleLength() * by.logDeviations());
    }

    /** The least attainable reconstruction, nats. */
    public final double floor() {
        return manifest.floor();
    }

    /** Null: there is no budget, and the p-value decides what is an anomaly. */
    public final SurpriseJudge surprises() {
        return surprises;
    }

    /** Whether an average of a key's scores is kept. */
    final boolean smooths() {
        return !judge.smoothing().isNone();
    }

    /** Rows a shingle. */
    public final int shingleLength() {
        return manifest.spec().shingleLength();
    }

    /** Features a row. */
    public final int features() {
        return manifest.spec().features();
    }

    /** Inputs of the network: features times shingle length. */
    public final int inputDim() {
        return manifest.spec().inputDim();
    }

    /** Numbers a row that is handed to the scorer: the inputs, then those of its condition. */
    public final int rowWidth() {
        return manifest.spec().rowWidth();
    }

    /** What the record's conditions add to its score, nats. */
    final double unseenCost(String[] ofRecord) {
        return manifest.unseenCost() > 0 && conditions.hasNewCategory(ofRecord) ? manifest.unseenCost() : 0;
    }

    public final ConditionReader conditions() {
        return conditions;
    }

    public final List<String> featureNames() {
        return manifest.featureNames();
    }

    /** Makes the features of the fields of the records. */
    public final Derivation derivation() {
        return manifest.derivation();
    }

    /** The scaler of all keys, or, where each has its own, the global one. */
    public final Standardizer standardizer() {
        return manifest.scaler();
    }

    /** What standardises a record where no key has statistics of its own. */
    final Standardizer standardizer(String key, long timestampMillis) {
        return shifts.standardizer(key, timestampMillis);
    }

    /** What the model knows of its keys' statistics; null: all are standardised alike. */
    public final PerKeyFit perKey() {
        return manifest.perKey();
    }

    public final Scorer scorer() {
        return scorer;
    }

    public final Judge judge() {
        return judge;
    }
}
