// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.junit.jupiter.api.Test;

/**
 * Samples of a checkpoint that was written before they said what standardised them. The resource is a serializer's
 * snapshot and one sample, as the release before wrote them; it is never made again.
 */
class SampleStateTest {
    @Test
    void aSampleOfBeforeIsReadAsOneThatTheModelsScalerStandardised() throws Exception {
        DataInputDeserializer bytes;
        try (InputStream resource = SampleStateTest.class.getResourceAsStream("/sample-v1/sample.bin")) {
            bytes = new DataInputDeserializer(resource.readAllBytes());
        }
        TypeSerializerSnapshot<Sample> before = TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
                bytes, SampleStateTest.class.getClassLoader());
        TypeSerializer<Sample> now = TypeInformation.of(Sample.class).createSerializer(new SerializerConfigImpl());
        assertThat(now.snapshotConfiguration()
                        .resolveSchemaCompatibility(before)
                        .isIncompatible())
                .isFalse();
        Sample sample = before.restoreSerializer().deserialize(bytes);
        assertThat(sample.key()).isEqualTo("machine-1");
        assertThat(sample.rows()).containsExactly(1, Double.NaN, 3);
        assertThat(sample.conditions()).containsExactly("a");
        assertThat(sample.keyMean()).isEmpty();
        assertThat(sample.keyDeviation()).isEmpty();
    }
}
