// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ConditionOptions;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.features.Smoothing;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Everything that decides a fit but the data. {@link Recipe} makes one by the defaults.
 *
 * @param smoothing the average of a key's scores
 * @param condition what the model knows of a row besides its features
 * @param alertRate recorded in the artifact
 */
public record TrainingPlan(
        Origin origin,
        Rows rows,
        Model model,
        Scaling scaling,
        Smoothing smoothing,
        ConditionOptions condition,
        FitOptions fit,
        double alertRate) {

    /**
     * Whose rows they are.
     *
     * @param detector name, or null: any
     * @param keyColumn null: there is none
     * @param timestampColumn null: there is none
     * @param timestampUnit unit of the event time's numbers; null: nobody said it
     */
    public record Origin(String detector, String keyColumn, String timestampColumn, TimeUnit timestampUnit) {
        /** Where nobody said the unit of the event time. */
        public Origin(String detector, String keyColumn, String timestampColumn) {
            this(detector, keyColumn, timestampColumn, null);
        }

        /** Of a topic's records, whose fields are the columns of files of them. */
        public static Origin of(String detector, RecordOptions record) {
            return record.timestamp() == null
                    ? new Origin(detector, record.keyColumn(), null)
                    : new Origin(
                            detector,
                            record.keyColumn(),
                            record.timestamp().field(),
                            record.timestamp().unit());
        }

        /** Of an earlier model. */
        static Origin of(Manifest earlier) {
            return new Origin(
                    earlier.detector(), earlier.keyColumn(), earlier.timestampColumn(), earlier.timestampUnit());
        }
    }

    /**
     * How rows become shingles.
     *
     * @param series whether rows are ordered in time within their key
     * @param gap event time after which a shingle starts anew; null: never
     */
    public record Rows(boolean series, int shingleLength, Duration gap) {}

    /**
     * What is fitted, for rows of however many features.
     *
     * @param family what kind of model
     * @param bound which bound the score is
     * @param output what stands behind the decoder's last layer
     * @param sigma empty: the recipe's
     * @param latentDim {@link #AUTO}: min(inputs, 32), or as many components as the rows ask for
     * @param activation null: the recipe's
     * @param members as {@link VaeSpec#members}; {@link #AUTO}: the recipe's
     */
    public record Model(
            Family family,
            Bound bound,
            Likelihood likelihood,
            DecoderOutput output,
            OptionalDouble sigma,
            List<Integer> hidden,
            int latentDim,
            Activation activation,
            int posteriorSamples,
            int members) {
        public static final int AUTO = 0;

        /** Of an earlier model, to the last choice. */
        static Model of(VaeSpec spec) {
            return new Model(
                    spec.family(),
                    spec.bound(),
                    spec.likelihood(),
                    spec.network().decoderOutput(),
                    OptionalDouble.of(spec.sigma()),
                    spec.hidden(),
                    spec.latentDim(),
                    spec.activation(),
                    spec.posteriorSamples(),
                    spec.members());
        }
    }

    /**
     * How rows are standardised.
     *
     * @param knee of the scaler, in deviations
     * @param perKey how each key's own statistics are kept; null: the global ones standardise all keys
     * @param encoderReach as {@link VaeSpec.Network#encoderReach}
     */
    public record Scaling(double knee, PerKeyOptions perKey, double encoderReach) {
        /**
         * With each key's own statistics the encoder sees no further than the knee: where a feature of one key leaves
         * its level for good, an encoder that sees how far puts that into the latents and blurs all that the decoder
         * says of the others.
         */
        public static Scaling of(double knee, PerKeyOptions perKey, Family family) {
            return new Scaling(knee, perKey, perKey != null && family.hasNetwork() ? knee : VaeSpec.NO_REACH);
        }
    }

    /** The same with a condition. */
    public TrainingPlan withCondition(ConditionOptions other) {
        return new TrainingPlan(origin, rows, model, scaling, smoothing, other, fit, alertRate);
    }

    /** The same, fitted in another way. */
    public TrainingPlan withFit(FitOptions other) {
        return new TrainingPlan(origin, rows, model, scaling, smoothing, condition, other, alertRate);
    }

    /** Whether the rows decide how many latents or components there are. */
    boolean opensLatents() {
        return model.latentDim == Model.AUTO;
    }

    /** The model for rows of so many features, without a condition, whose size the rows decide. */
    public VaeSpec spec(int features) {
        int draws = model.family == Family.VAE ? model.posteriorSamples : 0;
        VaeSpec one = new VaeSpec(
                model.family,
                new VaeSpec.Input(features, rows.shingleLength),
                new VaeSpec.Network(
                        model.family.hasNetwork() ? model.hidden : List.of(),
                        opensLatents() ? Recipe.latents(features * rows.shingleLength) : model.latentDim,
                        model.activation == null ? Recipe.activation(rows.series, model) : model.activation,
                        model.output,
                        scaling.encoderReach),
                new VaeSpec.Observation(
                        model.likelihood, model.sigma.orElseGet(() -> Recipe.sigma(rows.series, model.family))),
                new VaeSpec.Scoring(model.bound, draws, 1),
                VaeSpec.ConditionSpec.NONE);
        return one.withMembers(model.members == Model.AUTO ? Recipe.members(rows.series, one) : model.members);
    }
}
