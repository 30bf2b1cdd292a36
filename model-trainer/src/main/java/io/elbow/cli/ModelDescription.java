// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Bound;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.VaeSpec;
import io.elbow.budget.SurpriseFit;
import io.elbow.config.AlertBudget;
import io.elbow.config.AlertOptions;
import io.elbow.config.Durations;
import io.elbow.data.Numbers;
import io.elbow.features.Conditions;
import io.elbow.features.KeyShift;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;
import io.elbow.scoring.TailCalibration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model in words for a person. */
final class ModelDescription {
    private static final int NAMES_SHOWN = 8;

    private static final AlertBudget ONE_A_DAY = new AlertBudget(1, Duration.ofDays(1));

    private ModelDescription() {}

    static AlignedLines of(ModelArtifact artifact) {
        Manifest manifest = artifact.manifest();
        AlignedLines lines = new AlignedLines()
                .add("model", artifact.modelId())
                .add("detector", manifest.detector() == null ? "any" : manifest.detector())
                .add("features", features(manifest))
                .add("taken as", takenAs(manifest))
                .add("condition", condition(manifest.conditions()))
                .add("scaled by", scaledBy(manifest.perKey()))
                .add("stood still", stoodStill(manifest))
                .add("network", network(manifest.spec()));
        if (!manifest.shifts().isEmpty()) {
            lines.add("shifted keys", shiftedKeys(manifest));
        }
        if (!manifest.columns().derived().isEmpty()) {
            lines.add("derived", derived(manifest));
        }
        LatentText.addTo(lines, manifest.training().latents());
        return lines.add("verdicts on", verdicts(manifest))
                .add("data", data(manifest))
                .add("calibration", calibration(manifest))
                .add("threshold", threshold(manifest, manifest.alertRate()))
                .add("budget", budget(manifest))
                .add("made", made(manifest.provenance()));
    }

    /** @param perKey null: without */
    private static String scaledBy(PerKeyFit perKey) {
        return perKey == null
                ? "the statistics of all rows"
                : String.format(
                        Locale.ROOT,
                        "each key's own statistics, those of %,d keys from training; prior rows %s, bucket %s, half-life %s",
                        perKey.names().size(),
                        Numbers.nineDigits(perKey.options().priorRows()),
                        Durations.text(perKey.options().bucket()),
                        perKey.options().halfLifeText());
    }

    private static String stoodStill(Manifest manifest) {
        List<String> names = IntStream.range(0, manifest.featureNames().size())
                .filter(manifest.scaler()::stoodStill)
                .mapToObj(manifest.featureNames()::get)
                .toList();
        return names.isEmpty() ? "no feature" : shown(names) + ": any other value alerts";
    }

    private static String shiftedKeys(Manifest manifest) {
        return shown(manifest.shifts().stream().map(KeyShift::key).toList())
                + ": a level that is normal for them alone";
    }

    /** Columns with their categories, and the calendar. */
    static String condition(Conditions conditions) {
        List<String> parts = new ArrayList<>();
        for (Conditions.Column column : conditions.columns()) {
            parts.add(column.name()
                    + (column instanceof Conditions.Categorical categorical
                            ? " (" + categorical.width() + " categories)"
                            : " (numeric)"));
        }
        if (!conditions.calendar().isEmpty()) {
            conditions.calendar().forEach(part -> parts.add(part.configName()));
            parts.add("zone " + conditions.zone().getId());
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    static String network(VaeSpec spec) {
        if (!spec.family().hasNetwork()) {
            return spec.family().configName() + ", " + spec.latentDim() + " components of " + spec.inputDim()
                    + " inputs" + shingle(spec);
        }
        String hidden = spec.hidden().stream().map(width -> width + "-").collect(Collectors.joining());
        String sigma = spec.likelihood() == Likelihood.BERNOULLI ? "" : " sigma " + Numbers.nineDigits(spec.sigma());
        return (spec.members() == 1 ? "" : spec.members() + " x ")
                + (spec.family() == Family.VAE ? "" : spec.family().configName() + " ")
                + spec.inputDim() + "-" + hidden + spec.latentDim() + " "
                + (spec.hidden().isEmpty() ? "linear" : spec.activation().configName()) + ", "
                + spec.likelihood().configName() + sigma + ", "
                + draws(spec)
                + (spec.network().decoderOutput() == DecoderOutput.LINEAR ? "" : ", sigmoid output")
                + (spec.network().encoderReach() == VaeSpec.NO_REACH
                        ? ""
                        : ", encoder sees +-"
                                + Numbers.nineDigits(spec.network().encoderReach()))
                + shingle(spec)
                + (spec.conditionDim() == 0
                        ? ""
                        : ", condition of " + spec.conditionDim() + " numbers in "
                                + spec.condition().placement().configName());
    }

    private static String draws(VaeSpec spec) {
        if (spec.posteriorSamples() == 0) {
            return spec.family() == Family.VAE ? "posterior mean" : "no draws";
        }
        return spec.posteriorSamples() + " draws"
                + (spec.bound() == Bound.ELBO ? "" : ", bound " + spec.bound().configName());
    }

    private static String shingle(VaeSpec spec) {
        return spec.shingleLength() == 1 ? "" : ", shingle " + spec.shingleLength();
    }

    /** What the p-value is that of. */
    static String verdicts(Manifest manifest) {
        Smoothing smoothing = manifest.smoothing();
        return !smoothing.judged()
                ? "each record's score"
                : "the scores' moving average, half-life " + Numbers.nineDigits(smoothing.halfLife()) + " rows";
    }

    static String calibration(Manifest manifest) {
        TailCalibration.Tail tail = manifest.calibration().tail();
        String rows = manifest.calibration().count() + " rows "
                + (manifest.summary().calibration().equals("held-back")
                        ? "held back"
                        : manifest.summary().calibration());
        return rows + ", " + words(tail);
    }

    private static String words(TailCalibration.Tail tail) {
        if (tail.isGuessed()) {
            return String.format(Locale.ROOT, "exponential tail of scale %.3g nats (%s)", tail.scale(), tail.reason());
        }
        return tail.reason() == null
                ? String.format(
                        Locale.ROOT, "%s tail (shape %.3f, %d excesses)", tail.kind(), tail.shape(), tail.excesses())
                : "empirical tail (" + tail.reason() + ")";
    }

    /** The threshold at a rate, or why there is none. */
    static String threshold(Manifest manifest, double rate) {
        double threshold = manifest.calibration().threshold(rate);
        String at = "alert rate " + Numbers.nineDigits(rate);
        if (threshold == Double.NEGATIVE_INFINITY) {
            return "none at " + at + ": every record alerts";
        }
        return Double.isInfinite(threshold)
                ? "none reaches " + at + ", so nothing would alert: train on more rows or raise the rate"
                : String.format(Locale.ROOT, "%.3f nats at %s (floor %.3f)", threshold, at, manifest.floor());
    }

    /** What a budget of one incident a day begins with, or why the model can keep none. */
    static String budget(Manifest manifest) {
        SurpriseFit fit = manifest.surprise();
        if (fit == null) {
            return "none: alerts.budget needs a model of rows with event times";
        }
        Duration cooldown = AlertOptions.DEFAULT.cooldown();
        return String.format(
                Locale.ROOT,
                "%s begins with a surprise of %.2f, counted on %.1f days of normal rows (alerts.budget)",
                ONE_A_DAY.text(),
                fit.firstThreshold(ONE_A_DAY, cooldown),
                fit.days());
    }

    /** Points, or series by which columns. */
    static String takenAs(Manifest manifest) {
        return (manifest.series() ? "series" : "points")
                + (manifest.keyColumn() == null ? "" : ", key " + manifest.keyColumn())
                + (manifest.timestampColumn() == null ? "" : ", timestamp " + manifest.timestampColumn())
                + (manifest.timestampUnit() == null
                        ? ""
                        : " in " + manifest.timestampUnit().configName());
    }

    private static String features(Manifest manifest) {
        return manifest.featureNames().size() + ": " + shown(manifest.featureNames());
    }

    private static String shown(List<String> names) {
        int more = names.size() - NAMES_SHOWN;
        return names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** How features are made that are not a field as it stands. */
    private static String derived(Manifest manifest) {
        String text = manifest.sources().stream()
                .filter(source -> !source.isPlain())
                .limit(NAMES_SHOWN)
                .map(source -> source.feature() + " is the " + source.as().configName() + " of " + source.field())
                .collect(Collectors.joining(", "));
        int more = manifest.columns().derived().size() - NAMES_SHOWN;
        return text + (more > 0 ? " and " + more + " more" : "") + ", key by key";
    }

    private static String data(Manifest manifest) {
        return manifest.provenance().data().rows() + " rows of "
                + String.join(", ", manifest.provenance().data().sources())
                + ", " + manifest.summary().fitRows() + " fitted";
    }

    private static String made(Provenance provenance) {
        return provenance.time() + " by elbow " + provenance.platform().codeVersion() + ", Java "
                + provenance.platform().java() + ", " + provenance.platform().os() + " "
                + provenance.platform().arch();
    }
}
