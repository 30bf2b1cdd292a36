// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            alerts: {rate: 0}                        | alerts.rate must be in (0, 1] but was 0.0
            alerts: {rate: 1.5}                      | alerts.rate must be in (0, 1] but was 1.5
            alerts: {rate: often}                    | alerts.rate must be a number but was "often"
            alerts: {rate: null}                     | alerts.rate must be a number but was empty (leave the key out for its default)
            alerts: {cooldown: 5}                    | alerts.cooldown must be a duration such as 5ms, 10s, 5m, 6h or 7d but was 5
            alerts: {cooldown: 0s}                   | alerts.cooldown must be longer than zero but was 0ms
            alerts: {budget: 3}                      | alerts.budget must be a mapping of keys but was 3
            alerts: {budget: {count: 1}}             | alerts.budget.per is required: a budget such as {count: 1, per: 1d} needs both
            alerts: {budget: {per: 1d}}              | alerts.budget.count is required: a budget such as {count: 1, per: 1d} needs both
            alerts: {budget: {count: 0, per: 1d}}    | alerts.budget.count must be at least 1 but was 0
            alerts: {budget: {count: 1, per: 0s}}    | alerts.budget.per must be longer than zero but was 0ms
            alerts: {budget: {count: 9, per: 1ms}}   | alerts.budget must be at most 10000 alerts a day but was 9/1ms
            alerts: {rate: 0.1, budget: {count: 1, per: 1d}} | alerts.rate and alerts.budget are both written: take one of them out, since either the rate decides what alerts or the budget
            alerts: [1]                              | alerts must be a mapping of keys but was [1]
            record: {format: avro}                   | record.format must be json but was "avro"
            record: {key: 7}                         | record.key must be a text (in quotes, where it looks like a number), or a list of such, but was 7
            record: {key: ''}                        | record.key must be a non-empty text but was ''
            record: {timestamp: {unit: millis}}      | record.timestamp.field is required: give a text (in quotes, where it looks like a number)
            record: {timestamp: {field: t, unit: ms}} | record.timestamp.unit must be one of seconds, millis, micros, nanos, iso-8601 but was "ms"
            record: {timestamp: ts}                  | record.timestamp must be a mapping of keys but was "ts"
            record: {features: cpu}                  | record.features must be a list, each entry a text (in quotes, where it looks like a number) or {name: FIELD, as: rate} but was "cpu"
            record: {features: [a, a]}               | record.features must be a list of distinct field names but was [a, a]
            record: {max-bytes: 1 gallon}            | record.max-bytes must be a size such as 900KB, 1MB, 512KiB, 1MiB or plain bytes, up to 2147483647 bytes but was "1 gallon"
            record: {max-bytes: 0}                   | record.max-bytes must be at least 1 but was 0
            record: {max-ahead: 1 day}               | record.max-ahead must be a duration such as 5ms, 10s, 5m, 6h or 7d, or off, but was "1 day"
            record: {max-ahead: on}                  | record.max-ahead must be a duration such as 5ms, 10s, 5m, 6h or 7d, or off, but was "on"
            record: {max-ahead: 0s}                  | record.max-ahead must be longer than zero but was 0ms
            shingle: {length: 0}                     | shingle.length must be a whole number of at least 1 or auto but was 0
            shingle: {min-rows: 0}                   | shingle.min-rows must be at least 1 but was 0
            shingle: {length: 4, min-rows: 5}        | shingle.min-rows must be at most shingle.length (4) but was 5
            shingle: {gap: 0ms}                      | shingle.gap must be longer than zero but was 0ms
            shingle: {idle-ttl: 0d}                  | shingle.idle-ttl must be longer than zero but was 0ms
            features: {standardize: local}           | features.standardize must be one of global, per-key but was "local"
            features: {prior-rows: 0}                | features.prior-rows must be positive but was 0.0
            features: {bucket: 0ms}                  | features.bucket must be at least 1ms but was 0ms
            features: {bucket: 1d, half-life: 2h}    | features.half-life must be at least features.bucket (1d), or never, but was 2h
            features: {half-life: often}             | features.half-life must be a duration such as 5ms, 10s, 5m, 6h or 7d, or never, but was "often"
            model: {likelihood: normal}              | model.likelihood must be one of gaussian, gaussian-feature, gaussian-record, bernoulli but was "normal"
            model: {sigma: -1}                       | model.sigma must be positive, or auto, but was -1.0
            model: {hidden: []}                      | model.hidden must be one layer width or more, each at least 1, but was []
            model: {hidden: [8, 0]}                  | model.hidden must be one layer width or more, each at least 1, but was [8, 0]
            model: {hidden: 128}                     | model.hidden must be a list, each entry a whole number but was 128
            model: {latent: 0}                       | model.latent must be a whole number of at least 1 or auto but was 0
            model: {beta: 0}                         | model.beta must be positive but was 0.0
            score: {samples: 3}                      | score.samples must be 0 or an even number (draws come in antithetic pairs) but was 3
            score: {samples: -2}                     | score.samples must be 0 or an even number (draws come in antithetic pairs) but was -2
            score: {samples: 1.5}                    | score.samples must be a whole number but was 1.5
            score: {samples: 9999999999}             | score.samples must be a whole number but was 9999999999
            score: {scorer: gpu}                     | score.scorer must be one of auto, pytorch, java but was "gpu"
            score: {screen: on}                      | score.screen must be off: this version does not screen but was "on"
            score: {batch-size: 0}                   | score.batch-size must be at least 1 but was 0
            refresh: {every: 0s}                     | refresh.every must be longer than zero but was 0ms
            refresh: {every: often}                  | refresh.every must be a duration such as 5ms, 10s, 5m, 6h or 7d but was "often"
            refresh: {every-records: 0}              | refresh.every-records must be a whole number of at least 1 but was 0
            refresh: {on-drift: maybe}               | refresh.on-drift must be true or false but was "maybe"
            refresh: {memory: 1KB}                   | refresh.memory must be at least 100KB but was 1000 bytes
            refresh: {cpu-share: 0}                  | refresh.cpu-share must be in (0, 1] but was 0.0
            refresh: {cpu-share: 2}                  | refresh.cpu-share must be in (0, 1] but was 2.0
            refresh: {time-limit: 0s}                | refresh.time-limit must be longer than zero but was 0ms
            refresh: {guard: 1}                      | refresh.guard must be in (0, 1) but was 1.0
            refresh: {shadow: 0s}                    | refresh.shadow must be longer than zero but was 0ms
            refresh: {promote: never}                | refresh.promote must be one of auto, manual but was "never"
            refresh: {min-samples: 0}                | refresh.min-samples must be at least 1 but was 0
            refresh: {adapt-after: 0h}               | refresh.adapt-after must be longer than zero but was 0ms
            models: {keep: 0}                        | models.keep must be at least 1 but was 0
            job: {parallelism: 0}                    | job.parallelism must be at least 1 but was 0
            job: {parallelism: 200}                  | job.max-parallelism must be between job.parallelism (200) and 32768 but was 128
            job: {max-parallelism: 32769}            | job.max-parallelism must be between job.parallelism (1) and 32768 but was 32769
            job: {checkpoint-interval: 1ms}          | job.checkpoint-interval must be at least 10ms but was 1ms
            metrics: {port: 9260-9250}               | metrics.port must be a port, or a range of ports in rising order, up to 65535 but was 9260-9250
            metrics: {port: 70000}                   | metrics.port must be a port, or a range of ports in rising order, up to 65535 but was 70000
            metrics: {port: http}                    | metrics.port must be a port such as 9250 or a range such as 9250-9260 but was "http"
            metrics: {bind: ' '}                     | metrics.bind must be a non-empty text but was ' '
            metrics: {features: -1}                  | metrics.features must be from 0 to 1000 but was -1
            metrics: {features: 1001}                | metrics.features must be from 0 to 1000 but was 1001
            metrics: {features: all}                 | metrics.features must be a whole number but was "all"
            alerts: {rte: 1}                         | unknown key alerts.rte, did you mean alerts.rate?
            rate: 0.1                                | unknown key rate, did you mean alerts.rate?
            alert: {rate: 0.1}                       | unknown key alert, did you mean alerts?
            shingle: {idle-tll: 1d}                  | unknown key shingle.idle-tll, did you mean shingle.idle-ttl?
            record: {timestamp: {field: t, offset: z}} | unknown key record.timestamp.offset, known here: field, unit
            """)
    void namesKeyValueAndWhatIsAllowed(String block, String fault) {
        assertThatThrownBy(() -> DetectorYaml.minimalWith(block))
                .isInstanceOf(ConfigException.class)
                .hasMessage("detector.yaml: " + fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            name: server-metrics   | name: no spaces       | name must be 1 to 100 of letters, digits, dot, underscore and dash but was 'no spaces'
            name: server-metrics   | name: 12              | name must be a text (in quotes, where it looks like a number) but was 12
            name: server-metrics   | nam: x                | name is required: give a text (in quotes, where it looks like a number); unknown key nam, did you mean name?
            records: metrics,      |                       | kafka.topics.records is required: give a text (in quotes, where it looks like a number)
            records: metrics,      | records: null,        | kafka.topics.records is required: give a text (in quotes, where it looks like a number)
            records: metrics,      | records: a/b,         | kafka.topics.records must be 1 to 249 of letters, digits, dot, underscore and dash but was 'a/b'
            records: metrics,      | records: ..,          | kafka.topics.records must be 1 to 249 of letters, digits, dot, underscore and dash but was '..'
            records: metrics,      | records: metrics-models, | kafka.topics.models must be another topic than records's but was 'metrics-models'
            records: metrics,      | records: metrics, scores: metrics, | kafka.topics.scores must be another topic than records's but was 'metrics'
              topics               |   delivery: maybe`n  topics | kafka.delivery must be one of exactly-once, at-least-once but was "maybe"
              topics               |   bootstrap-servers: localhost`n  topics | kafka.bootstrap-servers must be host:port, several joined by commas, but was 'localhost'
              topics               |   properties: {ssl: {x: y}}`n  topics | kafka.properties.ssl must be one text, number, true or false; a property's name is written in one, dots and all
              topics               |   properties: {bootstrap.servers: x}`n  topics | kafka.properties.bootstrap.servers has its own key: kafka.bootstrap-servers
            """)
    void namesFaultsOfTheRequiredPart(String original, String replacement, String fault) {
        String changed =
                DetectorYaml.MINIMAL.replace(original, replacement == null ? "" : replacement.replace("`n", "\n"));

        assertThatThrownBy(() -> DetectorYaml.parse(changed))
                .isInstanceOf(ConfigException.class)
                .hasMessage("detector.yaml: " + fault);
    }

    @Test
    void tellsAllFaultsAtOnceInOneLine() {
        Throwable thrown = catchThrowable(() -> DetectorYaml.parse("""
                kafka:
                  topics: {records: same, alerts: same, models: m}
                alerts: {rate: 2, cooldown: 0s, rte: 1}
                score: {samples: 3, batch-size: many}
                """));

        assertThat(thrown)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("detector.yaml: name is required: give ")
                .hasMessageContainingAll(
                        "; kafka.topics.dead-letters is required: give ",
                        "; kafka.topics.alerts must be another topic than records's but was 'same'",
                        "; alerts.rate must be in (0, 1] but was 2.0",
                        "; alerts.cooldown must be longer than zero but was 0ms",
                        "; unknown key alerts.rte, did you mean alerts.rate?",
                        "; score.samples must be 0 or an even number (draws come in antithetic pairs) but was 3",
                        "; score.batch-size must be a whole number but was \"many\"");
        assertThat(thrown.getMessage().split("; ", -1)).hasSize(8);
        assertThat(thrown.getMessage()).doesNotContain("\n");
    }

    @Test
    void shortensLongValues() {
        assertThatThrownBy(() -> DetectorYaml.minimalWith("alerts: {rate: " + "x".repeat(500) + "}"))
                .hasMessageEndingWith("but was \"" + "x".repeat(59) + "...");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: [1, 2          | detector.yaml, line 2, column 1: not valid YAML: expected ',' or ']', but got <stream end>
            a: @b             | detector.yaml, line 1, column 4: not valid YAML: found character '@' that cannot start any token. (Do not use @ for indentation)
            {a: 1, a: 2}      | detector.yaml, line 1, column 9: duplicate key 'a'; keep one of them
            {a: .inf}         | detector.yaml, line 1, column 9: this value looks like a number but is none that can be used; quote it where it is a text
            [1, 2]            | detector.yaml: this is not a mapping of keys such as 'name: my-detector'
            plain             | detector.yaml: this is not a mapping of keys such as 'name: my-detector'
            {a: &x 1, b: *x}  | detector.yaml, line 1, column 14: aliases (*name) are not supported; write the value out, or quote it
            """)
    void namesThePlaceWhereTheYamlIsMalformed(String yaml, String message) {
        assertThatThrownBy(() -> DetectorYaml.parse(yaml + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void refusesASecondDocument() {
        assertThatThrownBy(() -> DetectorYaml.parse(DetectorYaml.MINIMAL + "---\nname: other\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching(
                        "detector.yaml, line \\d, column \\d: a second document starts here; a file holds one detector");
    }
}
