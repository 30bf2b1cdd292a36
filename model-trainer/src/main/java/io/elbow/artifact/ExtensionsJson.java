// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The manifest's fields since format version 2. */
final class ExtensionsJson {
    private ExtensionsJson() {}

    /** Adds a field for each part that is there. */
    static void write(ObjectNode root, Extensions extensions) {
        ConditionsJson.write(root, extensions.conditions());
    }

    /** @throws ArtifactException naming the field that is of another type or out of range */
    static Extensions read(JsonFields root) {
        return Extensions.NONE.withConditions(ConditionsJson.read(root));
    }
}
