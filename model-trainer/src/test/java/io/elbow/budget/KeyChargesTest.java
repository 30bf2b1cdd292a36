// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KeyChargesTest {
    private static final long DAY = 86_400_000;
    private final KeyCharges charges = new KeyCharges();

    @Test
    void aKeysOwnChargeHalvesInAWeekAndIsBounded() {
        KeyCharge charge = new KeyCharge();
        charge.opened(0);
        assertThat(charge.lnAt(0)).isEqualTo(0.4);
        assertThat(charge.lnAt(7 * DAY)).isCloseTo(0.2, within(1e-12));
        for (int i = 0; i < 10; i++) {
            charge.opened(0);
        }
        assertThat(Math.exp(charge.lnAt(0))).isCloseTo(4, within(1e-12));
    }

    @Test
    void aKeyAmongManyPaysItsWholeCharge() {
        see(1_000, 0);
        charges.opened("k0", 0);

        assertThat(charges.multiplier("k0", 0)).isCloseTo(Math.exp(0.4), within(1e-3));
        assertThat(charges.multiplier("k1", 0)).isEqualTo(1);
        assertThat(charges.multiplier("never seen", 0)).isEqualTo(1);
    }

    @Test
    void theOnlyKeyPaysNothing() {
        see(1, 0);
        for (int i = 0; i < 9; i++) {
            charges.opened("k0", i * DAY);
            assertThat(charges.multiplier("k0", i * DAY)).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void keysThatOpenAlikePayNothing() {
        see(3, 0);
        for (int i = 0; i < 30; i++) {
            charges.opened("k" + i % 3, i * DAY / 100);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(charges.multiplier("k" + i, DAY)).isCloseTo(1, within(0.01));
        }
    }

    @Test
    void forgetsKeysThatAreSilent() {
        see(1_000, 0);
        charges.opened("k0", 0);
        charges.seen("other", 8 * DAY);
        assertThat(charges.ofKeys).containsOnlyKeys("k0", "other");

        charges.seen("other", 50 * DAY);
        assertThat(charges.ofKeys).containsOnlyKeys("other");
        assertThat(charges.lnSum).isZero();
    }

    private void see(int keys, long timestampMillis) {
        for (int i = 0; i < keys; i++) {
            charges.seen("k" + i, timestampMillis);
        }
    }
}
