// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes the topic's id behind what the connector writes. What the connector alone has written, as in snapshots of
 * earlier releases, is read too: those know no id.
 */
final class RecordsSplitSerializer implements SimpleVersionedSerializer<KafkaPartitionSplit> {
    /** Far above the connector's own versions, of which there has been one. */
    static final int VERSION = 1_000;

    private final SimpleVersionedSerializer<KafkaPartitionSplit> connector;

    RecordsSplitSerializer(SimpleVersionedSerializer<KafkaPartitionSplit> connector) {
        this.connector = connector;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KafkaPartitionSplit split) throws IOException {
        byte[] own = connector.serialize(split);
        String topicId = RecordsSplit.topicId(split);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(connector.getVersion());
            out.writeInt(own.length);
            out.write(own);
            out.writeUTF(topicId == null ? "" : topicId);
        }
        return bytes.toByteArray();
    }

    @Override
    public KafkaPartitionSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version < VERSION) {
            return connector.deserialize(version, serialized);
        }
        if (version > VERSION) {
            throw new IOException("positions in the records topic have version " + version + " but this release reads"
                    + " up to " + VERSION + ": start with the release that wrote the snapshot, or a later one");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
            int connectorVersion = in.readInt();
            byte[] own = in.readNBytes(in.readInt());
            String topicId = in.readUTF();
            return new RecordsSplit(connector.deserialize(connectorVersion, own), topicId.isEmpty() ? null : topicId);
        }
    }
}
