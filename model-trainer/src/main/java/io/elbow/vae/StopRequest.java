// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Asks a model's fits to end after the current step. Any thread may ask; the request cannot be taken back. */
public final class StopRequest {
    private volatile boolean made;

    public void make() {
        made = true;
    }

    public boolean isMade() {
        return made;
    }
}
