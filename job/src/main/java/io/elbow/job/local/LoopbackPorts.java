// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of this machine's loopback address, asked for by binding them. */
final class LoopbackPorts {
    /** The number rather than the name: {@code localhost} may mean ::1, where the broker does not listen. */
    static final String HOST = "127.0.0.1";

    private LoopbackPorts() {}

    /** A port that nobody listens on now. */
    static int free() {
        try (ServerSocket socket = bind(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + HOST, e);
        }
    }

    /** The preferred port where it is free, else any free one. */
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
     * Asks before a server is started on the port.
     *
     * @param flag the command line's word for the port
     * @throws BadInputException naming the port and the remedy where something listens there
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
