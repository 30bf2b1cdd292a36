// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Topics;
import io.elbow.job.local.page.PageServer;
import java.io.PrintWriter;

/** Prints the addresses and topics of a running pipeline. */
final class EndpointLines {
    private EndpointLines() {}

    /**
     * Prints one line for each address.
     *
     * @param page null: there is none
     */
    static void print(LocalPipeline pipeline, PageServer page, PrintWriter out) {
        DetectorConfig config = pipeline.config();
        Topics topics = config.kafka().topics();
        out.println("page           " + (page == null ? "off" : page.address()));
        out.println("Flink web UI   http://127.0.0.1:" + pipeline.flink().restPort());
        out.println("metrics        http://" + config.metrics().bind() + ":" + pipeline.metricsPort() + "/metrics");
        out.println("Kafka          " + config.kafka().bootstrapServers());
        out.println("topics         records " + topics.records() + ", alerts " + topics.alerts() + ", scores "
                + (topics.scores() == null ? "off" : topics.scores()) + ", dead letters " + topics.deadLetters()
                + ", models " + topics.models());
        out.println("model          " + pipeline.firstModel().artifact().shortId() + " from "
                + pipeline.firstModel().origin());
    }
}
