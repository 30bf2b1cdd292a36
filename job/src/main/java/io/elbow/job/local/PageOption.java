// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.job.local.page.PageServer;
import picocli.CommandLine.Option;

/** {@code --page-port}, and the page at it. */
final class PageOption {
    private static final int USUAL_PORT = 8090;

    @Option(
            names = "--page-port",
            paramLabel = "P",
            description = "Port of the page that shows scores and alerts (default: 8090, or any where that is in use).")
    private Integer port;

    /** To be called before anything is started. @throws io.elbow.config.BadInputException where the port is in use */
    void requireFree() {
        if (port != null) {
            LoopbackPorts.requireFree(port, "--page-port");
        }
    }

    PageServer serve(LocalPipeline pipeline) {
        return PageServer.start(pipeline.config(), pipeline.firstModel().artifact(), port == null ? USUAL_PORT : port);
    }
}
