// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

/** The models that score. */
public interface Models {
    /** That of a record of this event time: {@link #newest} or {@link #previous}. */
    ScoringModel at(long timestampMillis);

    /** The one that was accepted last. */
    ScoringModel newest();

    /** The one before it; null: it is no longer needed. */
    ScoringModel previous();

    /** The one that judges the same records without an effect; null: none runs. */
    ScoringModel challenger();

    /** A single model for all records. */
    static Models only(ScoringModel model) {
        return new Models() {
            @Override
            public ScoringModel at(long timestampMillis) {
                return model;
            }

            @Override
            public ScoringModel newest() {
                return model;
            }

            @Override
            public ScoringModel previous() {
                return null;
            }

            @Override
            public ScoringModel challenger() {
                return null;
            }
        };
    }
}
