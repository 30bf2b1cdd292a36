// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;

/** Where the scrape endpoint listens: the first free port of {@code [firstPort, lastPort]} on {@code bind}. */
public record MetricsOptions(int firstPort, int lastPort, String bind) implements Serializable {
    private static final int LAST_PORT = 65_535;

    public MetricsOptions {
        new Checks()
                .require(
                        firstPort >= 0 && firstPort <= lastPort && lastPort <= LAST_PORT,
                        "metrics.port",
                        "a port, or a range of ports in rising order, up to " + LAST_PORT,
                        firstPort == lastPort ? firstPort : firstPort + "-" + lastPort)
                .notBlank("metrics.bind", bind)
                .orThrow();
    }
}
