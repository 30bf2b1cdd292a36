// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.Map;

/** Configurations for tests. */
final class DetectorYaml {
    /** The required keys alone. */
    static final String MINIMAL = """
            name: server-metrics
            kafka:
              topics: {records: metrics, alerts: metrics-alerts, models: metrics-models, dead-letters: metrics-dead-letters}
            """;

    /** Every key, as the documentation shows it. */
    static final String FULL = """
            name: server-metrics
            kafka:
              bootstrap-servers: localhost:9092
              properties: {}                      # passed through: security.protocol, sasl.*, ssl.*
              delivery: exactly-once              # or at-least-once
              topics: {records: metrics, alerts: metrics-alerts, models: metrics-models, dead-letters: metrics-dead-letters, scores: null, events: null, control: null}
            record:
              format: json                        # a flat JSON object a record
              key: machine                        # none: the Kafka record's key
              timestamp: {field: ts, unit: millis}   # or iso-8601; none: Kafka's own timestamp
              features: [cpu, memory]             # default: the model's
              max-bytes: 900KB
              max-ahead: 1d                       # or off
            shingle: {length: 1, min-rows: 1, gap: null, idle-ttl: 7d}      # length: N or auto
            features: {standardize: global, prior-rows: 10, bucket: 1h, half-life: never}       # or per-key
            model: {likelihood: gaussian, sigma: auto, hidden: [128, 128], latent: auto, beta: 1.0}   # the default recipe
            score: {samples: 16, scorer: auto, screen: off, batch-size: 256, linger: 5ms}   # scorer: auto, pytorch or java
            alerts: {rate: 1.0e-4, cooldown: 5m}
            refresh: {every: null, every-records: null, on-drift: false, min-samples: 5000, adapt-after: 6h, memory: 64MB, cpu-share: 0.25, time-limit: 15m, guard: 0.01, shadow: null, promote: auto}
            models: {keep: 5}
            job: {parallelism: 1, max-parallelism: 128, checkpoint-interval: 10s}
            metrics: {port: 9250, bind: 127.0.0.1, features: 10}      # or a port range
            """;

    private DetectorYaml() {}

    /** The required keys and a further top-level block. */
    static DetectorConfig minimalWith(String block) {
        return parse(MINIMAL + block);
    }

    /** The required keys with further lines under {@code kafka}. */
    static String withKafka(String lines) {
        return MINIMAL.replace("kafka:\n", "kafka:\n" + lines.indent(2));
    }

    static DetectorConfig parse(String yaml) {
        return ConfigLoader.parse(yaml, "detector.yaml", Map.of());
    }
}
