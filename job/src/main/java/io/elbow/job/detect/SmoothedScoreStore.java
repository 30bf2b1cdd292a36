// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.features.SmoothedScore;

/** What each key remembers of its scores' average. */
public interface SmoothedScoreStore {
    /** The key's average; a new one where it has none. */
    SmoothedScore of(String key) throws Exception;

    /** Keeps what {@link #of} gave for the same key just before. */
    void keep(SmoothedScore average) throws Exception;
}
