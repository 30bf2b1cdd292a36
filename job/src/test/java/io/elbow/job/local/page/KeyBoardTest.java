// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyBoardTest {
    private static final int CAPACITY = 10;
    private static final int MANY = 100_000;

    private final KeyBoard keys = new KeyBoard(CAPACITY);

    private void score(String key, double pValue, boolean anomaly) {
        keys.score(key, new Point(0, 1, 10, 0, pValue, anomaly), 0);
    }

    @Test
    void aMillionQuietKeysDoNotPushOutTheAnomalousOne() {
        score("bad", 1e-9, true);
        for (int i = 0; i < MANY; i++) {
            score("quiet-" + i, 0.5, false);
        }
        assertThat(keys.size()).isEqualTo(CAPACITY + 1);
        assertThat(keys.top(1)).extracting(KeyRow::key).containsExactly("bad");
    }

    @Test
    void manyAnomalousKeysAreBoundedTooAndTheLatestStay() {
        for (int i = 0; i < MANY; i++) {
            score("bad-" + i, 1e-9, true);
        }
        assertThat(keys.size()).isEqualTo(CAPACITY);
        assertThat(keys.find("bad-" + (MANY - 1))).isNotNull();
    }

    @Test
    void aWatchedKeyStaysUntilNobodyWatchesIt() {
        score("watched", 0.5, false);
        keys.watch("watched");
        keys.watch("watched");
        keys.unwatch("watched");
        fill();
        assertThat(keys.find("watched")).isNotNull();
        keys.unwatch("watched");
        fill();
        assertThat(keys.find("watched")).isNull();
        assertThat(keys.size()).isEqualTo(CAPACITY);
    }

    private void fill() {
        for (int i = 0; i < MANY; i++) {
            score("quiet-" + i, 0.5, false);
        }
    }

    @Test
    void openIncidentsComeFirstThenAnomaliesThenTheLeastLikely() {
        score("likely", 0.9, false);
        score("unlikely", 0.01, false);
        score("once", 1e-5, true);
        score("twice", 1e-5, true);
        score("twice", 1e-5, true);
        keys.opened("over", "i1");
        keys.closed("over", "i1");
        keys.opened("open", "i2");
        assertThat(keys.top(10))
                .extracting(KeyRow::key)
                .containsExactly("open", "twice", "once", "over", "unlikely", "likely");
        assertThat(keys.top(2)).hasSize(2);
    }

    @Test
    void theEndOfAnIncidentOfAForgottenKeyIsIgnored() {
        keys.closed("unknown", "i");
        assertThat(keys.size()).isZero();
    }
}
