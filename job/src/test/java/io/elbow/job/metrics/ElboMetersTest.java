// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class ElboMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ElboMeters meters = new ElboMeters(registry, "d");

    @Test
    void recordsAreCountedByOutcomeAndReason() {
        meters.scored(1, 1, 0, 0.5, false);
        meters.warmingUp();
        meters.late();
        meters.rejected("malformed-json");
        meters.rejected("malformed-json");
        assertThat(registry.scrape())
                .contains(
                        "elbow_records_total{detector=\"d\",outcome=\"scored\",reason=\"none\"} 1.0",
                        "elbow_records_total{detector=\"d\",outcome=\"warming_up\",reason=\"none\"} 1.0",
                        "elbow_records_total{detector=\"d\",outcome=\"late\",reason=\"late\"} 1.0",
                        "elbow_records_total{detector=\"d\",outcome=\"rejected\",reason=\"malformed-json\"} 2.0");
    }

    @Test
    void distributionsHaveRealBucketsAndDropNothing() {
        meters.scored(-1e-7, 3, 2.4, 1e-5, true);
        assertThat(registry.scrape())
                .contains(
                        "elbow_score_excess_nats_bucket{detector=\"d\",le=\"1.0\"} 1",
                        "elbow_reconstruction_error_nats_bucket{detector=\"d\",le=\"2.0\"} 0",
                        "elbow_reconstruction_error_nats_bucket{detector=\"d\",le=\"5.0\"} 1",
                        "elbow_kl_nats_bucket{detector=\"d\",le=\"2.0\"} 0",
                        "elbow_kl_nats_bucket{detector=\"d\",le=\"3.0\"} 1",
                        "elbow_kl_nats_sum{detector=\"d\"} 2.4");
    }

    @Test
    void scoredRecordsOfKeysThatWarmUpAreCountedBesideTheirOutcome() {
        meters.scored(1, 1, 0, 0.5, true);
        meters.warming();
        assertThat(registry.scrape())
                .contains(
                        "elbow_warming_records_total{detector=\"d\"} 1.0",
                        "elbow_records_total{detector=\"d\",outcome=\"scored\",reason=\"none\"} 1.0",
                        "elbow_records_total{detector=\"d\",outcome=\"warming_up\",reason=\"none\"} 0.0");
    }

    @Test
    void batchesAreTimed() {
        meters.batch(128, 300_000);
        assertThat(registry.scrape())
                .contains(
                        "elbow_batch_size_records_sum{detector=\"d\"} 128.0",
                        "elbow_scoring_seconds_bucket{detector=\"d\",le=\"5.0E-4\"} 1");
    }

    @Test
    void theModelInUseIsNamedHoweverManyTasksReportItAndASwapCountedWhereOneDoes() {
        meters.modelInUse("aaa", 31, -79, 1e-4);
        meters.modelInUse("aaa", 31, -79, 1e-4);
        meters.modelInUse("bbb", 29.5, -79, 1e-4);
        meters.modelSwapped();
        meters.modelInUse("bbb", 29.5, -79, 1e-4);
        assertThat(registry.scrape())
                .contains(
                        "elbow_model_info{detector=\"d\",model=\"bbb\"} 1",
                        "elbow_model_swaps_total{detector=\"d\"} 1.0",
                        "elbow_threshold_nats{detector=\"d\"} 29.5")
                .doesNotContain("model=\"aaa\"");
    }

    @Test
    void verdictsOfAChallengerAreCounted() {
        meters.refresh().shadowed(10, 7, 2, 1_000_000_000);
        assertThat(registry.scrape())
                .contains(
                        "elbow_shadow_records_total{agreeing=\"true\",detector=\"d\"} 7.0",
                        "elbow_shadow_records_total{agreeing=\"false\",detector=\"d\"} 3.0",
                        "elbow_shadow_anomalies_total{detector=\"d\"} 2.0",
                        "elbow_shadow_scoring_seconds_sum{detector=\"d\"} 1.0");
    }

    @Test
    void alertsAndRefusalsAreCounted() {
        meters.alert("critical", "open");
        meters.modelRefused("unreadable");
        assertThat(registry.scrape())
                .contains(
                        "elbow_alerts_total{detector=\"d\",severity=\"critical\",status=\"open\"} 1.0",
                        "elbow_models_refused_total{detector=\"d\",reason=\"unreadable\"} 1.0");
    }

    @Test
    void everyMeterHasADescription() {
        meters.modelInUse("aaa", 31, -79, 1e-4);
        meters.alert("critical", "open");
        meters.modelRefused("unreadable");
        meters.refresh().shadowed(1, 1, 0, 1);
        assertThat(registry.getMeters())
                .hasSizeGreaterThan(10)
                .allSatisfy(meter -> assertThat(description(meter))
                        .as(meter.getId().getName())
                        .isNotBlank());
    }

    private static String description(Meter meter) {
        return meter.getId().getDescription();
    }
}
