// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.job.local.page.PageServer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --page-port}, and the page served at that port. */
final class PageServerOption {
    private static final int USUAL_PORT = 8090;
    private static final int OFF = -1;
    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--page-port",
            paramLabel = "P|off",
            converter = PortOrOff.class,
            description = "Port of the page that shows scores and alerts (default: 8090, or any where that is in use);"
                    + " off: no page.")
    private Integer port;

    /** A port, or {@link #OFF}. */
    static final class PortOrOff implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.equals("off")) {
                return OFF;
            }
            try {
                int port = Integer.parseInt(text);
                if (port >= 1 && port <= LAST_PORT) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // Not a number: the exception below says so.
            }
            throw new TypeConversionException("'" + text + "' is neither a port from 1 to " + LAST_PORT + " nor off");
        }
    }

    /**
     * Checks that the port is free. Call it before anything is started.
     *
     * @throws io.elbow.config.BadInputException where the port is in use
     */
    void requireFree() {
        if (port != null && port != OFF) {
            LoopbackPorts.requireFree(port, "--page-port");
        }
    }

    /** Starts the page. Returns null if it is turned off. */
    PageServer serve(LocalPipeline pipeline) {
        return port != null && port == OFF
                ? null
                : PageServer.start(
                        pipeline.config(), pipeline.firstModel().artifact(), port == null ? USUAL_PORT : port);
    }
}
