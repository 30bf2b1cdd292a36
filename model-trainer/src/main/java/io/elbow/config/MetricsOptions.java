// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;

/** Where the scrape endpoint listens: the first free port of {@code [firstPort, lastPort]} on {@code bind}. */
public record MetricsOptions(int firstPort, int lastPort, String bind) implements Serializable {}
