// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.operator.TestingModels;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks the graph as Flink would run it; no broker is contacted. */
class DetectorJobTest {
    private static StreamGraph graph(Delivery delivery) {
        DetectorConfig config = TestingConfigs.config(TestingConfigs.RECORD, TestingConfigs.SHINGLE, delivery);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        DetectorJob.build(env, config, TestingConfigs.found(TestingModels.model(1, 1), 5), new ModelScorers());
        return env.getStreamGraph();
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void everyOperatorHasAUidOfItsOwnAndNothingNeedsKryo(Delivery delivery) {
        // With automatic uids and generic types off, Flink refuses the graph if an operator has no uid.
        StreamGraph graph = graph(delivery);
        List<String> uids = new ArrayList<>();
        for (StreamNode node : graph.getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull();
            uids.add(node.getTransformationUID());
        }
        assertThat(uids)
                .doesNotHaveDuplicates()
                .contains(
                        OperatorUids.RECORDS,
                        OperatorUids.MODELS,
                        OperatorUids.SPLIT,
                        OperatorUids.SCORE,
                        OperatorUids.ALERT);
        assertThat(graph.getJobGraph().getMaximumParallelism()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void scoringAndAlertingShareATaskSoThatNothingIsShuffledTwice(Delivery delivery) {
        JobGraph graph = graph(delivery).getJobGraph();
        assertThat(graph.getVertices())
                .extracting(JobVertex::getName)
                .anyMatch(name -> name.contains(OperatorUids.SCORE_NAME) && name.contains(OperatorUids.ALERT_NAME));
        for (JobVertex vertex : graph.getVertices()) {
            // Promotion runs in one place, so it must stay at parallelism 1 however the job is rescaled.
            int most = vertex.getName().contains(OperatorUids.PROMOTION_NAME) ? 1 : 128;
            assertThat(vertex.getMaxParallelism()).as(vertex.getName()).isEqualTo(most);
        }
    }
}
