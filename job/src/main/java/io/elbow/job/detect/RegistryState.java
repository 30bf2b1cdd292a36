// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.protocol.ModelMessage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What a {@link ModelRegistry} knows, as a checkpoint holds it: three artifacts at most.
 *
 * @param champion bytes of the model that was accepted last
 * @param offset where in the models topic it stood; {@link ModelMessage#NONE}: the job started with it
 * @param activationMillis event time from which on it scores; {@link ModelMessage#NONE}: from where it stood
 * @param pending whether event time has not reached that yet
 * @param previous bytes of the model that scores the records before the activation; null: it is no longer held
 * @param challenger bytes; null: none runs
 */
public record RegistryState(
        byte[] champion, long offset, long activationMillis, boolean pending, byte[] previous, byte[] challenger) {
    private static final String CHAMPION = "champion";
    private static final String OFFSET = "champion-offset";
    private static final String ACTIVATION = "champion-activation";
    private static final String PENDING = "champion-pending";
    private static final String PREVIOUS = "previous";
    private static final String CHALLENGER = "challenger";

    /** Of a job that restores none. */
    public static RegistryState of(InitialModel first) {
        boolean announced = first.activationMillis() != ModelMessage.NONE && first.previous() != null;
        byte[] previous = announced ? first.previous() : null;
        return new RegistryState(first.champion(), first.offset(), first.activationMillis(), announced, previous, null);
    }

    /**
     * Of a job that restores one.
     *
     * @param entries what {@link #entries} gave
     */
    public static RegistryState of(Map<String, byte[]> entries) {
        return new RegistryState(
                entries.get(CHAMPION),
                number(entries.get(OFFSET)),
                number(entries.get(ACTIVATION)),
                entries.containsKey(PENDING),
                entries.get(PREVIOUS),
                entries.get(CHALLENGER));
    }

    /** By name; what there is none of is absent. The names are those of every snapshot that was ever written. */
    public Map<String, byte[]> entries() {
        Map<String, byte[]> entries = new HashMap<>();
        entries.put(CHAMPION, champion);
        entries.put(OFFSET, bytes(offset));
        entries.put(ACTIVATION, activationMillis == ModelMessage.NONE ? null : bytes(activationMillis));
        entries.put(PENDING, pending ? bytes(activationMillis) : null);
        entries.put(PREVIOUS, previous);
        entries.put(CHALLENGER, challenger);
        entries.values().removeIf(value -> value == null);
        return entries;
    }

    private static long number(byte[] bytes) {
        return bytes == null ? ModelMessage.NONE : ByteBuffer.wrap(bytes).getLong();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
