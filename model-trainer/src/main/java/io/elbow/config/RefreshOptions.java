// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.time.Duration;

/** When the running job refreshes its model; {@code every} null: not by time. */
public record RefreshOptions(Duration every, int minSamples, Duration adaptAfter) {}
