// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;

/**
 * What is metered, and where the scrape endpoint listens: the first free port of {@code [firstPort, lastPort]} on
 * {@code bind}.
 *
 * @param firstPort {@code metrics.port} (default {@code 9250}): Port of the scrape endpoint, or a range such as
 *     {@code 9250-9260} where several TaskManagers share a host. Prometheus text at {@code /metrics}.
 * @param bind {@code metrics.bind} (default {@code 127.0.0.1}): Address that the endpoint listens on; {@code 0.0.0.0}
 *     for all.
 * @param features {@code metrics.features} (default {@code 10}): How many features get their own metric (the most
 *     anomalous ones), from 0 to 1000. The others are summed as one. {@code 0} turns both off.
 */
public record MetricsOptions(int firstPort, int lastPort, String bind, int features) implements Serializable {
    private static final int LAST_PORT = 65_535;

    /** Each is a time series, or several where it takes turns with others. */
    private static final int MOST_FEATURES = 1_000;

    public static final MetricsOptions DEFAULT = new MetricsOptions(9250, 9250, "127.0.0.1", 10);

    public MetricsOptions {
        new Checks()
                .require(
                        firstPort >= 0 && firstPort <= lastPort && lastPort <= LAST_PORT,
                        "metrics.port",
                        "a port, or a range of ports in rising order, up to " + LAST_PORT,
                        firstPort == lastPort ? firstPort : firstPort + "-" + lastPort)
                .notBlank("metrics.bind", bind)
                .require(
                        features >= 0 && features <= MOST_FEATURES,
                        "metrics.features",
                        "from 0 to " + MOST_FEATURES,
                        features)
                .orThrow();
    }

    public MetricsOptions(int firstPort, int lastPort, String bind) {
        this(firstPort, lastPort, bind, DEFAULT.features);
    }

    /** The same at one port. */
    public MetricsOptions at(int port) {
        return new MetricsOptions(port, port, bind, features);
    }
}
