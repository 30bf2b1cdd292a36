// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

/** The scrape endpoint could not listen: names the address, the ports and the remedy. */
public final class MetricsPortException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MetricsPortException(String message, Throwable cause) {
        super(message, cause);
    }
}
