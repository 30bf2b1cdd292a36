// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds and checks ports of this machine's loopback address, by binding them. */
final class LoopbackPorts {
    /** The number rather than the name: {@code localhost} may mean ::1, where the broker does not listen. */
    static final String HOST = "127.0.0.1";

    private LoopbackPorts() {}

    /** Returns a port that nobody listens on now. */
    static int free() {
        try (ServerSocket socket = bind(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + HOST, e);
        }
    }

    /** Returns a free port that is not one that something else is about to take. */
    static int freeBut(int taken) {
        int port = free();
        while (port == taken) {
            port = free();
        }
        return port;
    }

    /** Returns the preferred port if it is free, else any free one. */
    static int freeOr(int preferred) {
        return isFree(preferred) ? preferred : free();
    }

    static boolean isFree(int port) {
        try {
            bind(port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Checks that a port is free before a server is started on it.
     *
     * @param flag the flag of the command line that sets the port
     * @throws BadInputException naming the port and the remedy if something listens there
     */
    static void requireFree(int port, String flag) {
        if (port < 1 || port > 65_535) {
            throw new BadInputException(flag + " must be in [1, 65535] but was " + port);
        }
        if (!isFree(port)) {
            throw new BadInputException(
                    "port " + port + " is in use on " + HOST + "; stop what listens there or pass " + flag);
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
