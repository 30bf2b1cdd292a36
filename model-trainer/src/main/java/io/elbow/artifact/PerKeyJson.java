// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.config.PerKeyOptions;
import io.elbow.features.PerKeyFit;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** Each key's own statistics as a field of the manifest, there only where a model has them; the numbers are tensors. */
final class PerKeyJson {
    private static final String FIELD = "perKey";

    /** Null: none. */
    private static final String HALF_LIFE = "halfLifeMillis";

    private PerKeyJson() {}

    /** @param perKey null: nothing is written */
    static void write(ObjectNode root, PerKeyFit perKey) {
        if (perKey == null) {
            return;
        }
        ObjectNode node = root.putObject(FIELD);
        node.put("priorRows", perKey.options().priorRows());
        node.put("bucketMillis", perKey.options().bucket().toMillis());
        Duration halfLife = perKey.options().halfLife();
        node.put(HALF_LIFE, halfLife == null ? null : (Long) halfLife.toMillis());
        ArrayNode keys = node.putArray("keys");
        perKey.names().forEach(keys::add);
    }

    /** Reads the statistics; null where the manifest has no such field. */
    static PerKeyFit read(JsonFields root, KeyTensors tensors) {
        if (!root.has(FIELD)) {
            return null;
        }
        JsonFields node = root.object(FIELD);
        List<String> keys = node.texts("keys");
        if (new HashSet<>(keys).size() != keys.size()) {
            throw new ArtifactException("manifest.perKey.keys names a key twice");
        }
        float[] within = tensors.within();
        if (keys.size() > PerKeyFit.room(Math.max(1, within.length))) {
            throw new ArtifactException("manifest.perKey.keys names " + keys.size() + " keys, allowed are "
                    + PerKeyFit.room(Math.max(1, within.length)));
        }
        Long halfLifeMillis = node.wideOrNull(HALF_LIFE);
        return node.build(() -> new PerKeyFit(
                new PerKeyOptions(
                        node.decimal("priorRows"),
                        Duration.ofMillis(node.wide("bucketMillis")),
                        halfLifeMillis == null ? null : Duration.ofMillis(halfLifeMillis)),
                within,
                keys,
                tensors.rows(keys.size()),
                tensors.means(keys.size(), within.length),
                tensors.variances(keys.size(), within.length)));
    }
}
