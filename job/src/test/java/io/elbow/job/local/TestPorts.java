// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.util.stream.IntStream;

/**
 * Ports for what a test starts later or in another process.
 *
 * <p>They lie below those that the system gives out by itself (32768 and up on Linux), so that no connection takes one
 * between the choice and its use; each JVM begins at another place, and gives none twice before it has been round.
 */
public final class TestPorts {
    private static final int FIRST = 21_000;
    private static final int COUNT = 11_000;
    private static final int A_JVM = 100;

    private static int next = (int) (ProcessHandle.current().pid() % (COUNT / A_JVM)) * A_JVM;

    private TestPorts() {}

    /** A port on which nobody listens. */
    public static int free() {
        return free(1);
    }

    /** The first of so many ports in a row on which nobody listens. */
    public static synchronized int free(int inARow) {
        for (int tried = 0; tried < COUNT; tried++) {
            int first = FIRST + next % (COUNT - inARow);
            next = first - FIRST + 1;
            if (IntStream.range(first, first + inARow).allMatch(LoopbackPorts::isFree)) {
                next = first - FIRST + inARow;
                return first;
            }
        }
        throw new IllegalStateException("no " + inARow + " free ports in a row from " + FIRST + " on");
    }
}
