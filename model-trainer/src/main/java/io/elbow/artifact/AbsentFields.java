// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;

/**
 * Fields that a manifest's JSON does without, with the values that they then stand for: added to the tree before it is
 * read, and taken out of it before it is written, so that such a model keeps the bytes and the id it always had.
 */
final class AbsentFields {
    /** What came with format version 2: an artifact of version 1 has none of it. */
    private static final JsonNode OF_VERSION_1 = parsed("""
            {
              "/spec/family": "vae",
              "/spec/bound": "elbo",
              "/spec/conditionDim": 0,
              "/spec/conditionIn": "both",
              "/spec/decoderOutput": "linear",
              "/scaler/knee": 0.0,
              "/fit/klWarmUpSteps": 0,
              "/fit/maskedRows": 0.0,
              "/fit/maskedInputs": 0.0,
              "/fit/trim": 0.0,
              "/smoothingHalfLife": 0.0,
              "/verdictsOnSmoothed": false
            }
            """);

    /** What an artifact of any version has only where it differs from this. */
    private static final JsonNode OF_ANY_VERSION = parsed("""
            {
              "/spec/encoderReach": 0.0,
              "/spec/members": 1,
              "/scaler/still": null,
              "/unseenCost": 0.0,
              "/provenance/device": null,
              "/conditions": {"columns": [], "calendar": [], "zone": "Z"},
              "/latents": null,
              "/timestampUnit": null,
              "/trainingCurve/kl": null,
              "/trainingCurve": null,
              "/perKey/warmUpRows": 0,
              "/perKey": null,
              "/derived": [],
              "/shifts": [],
              "/surprise": null
            }
            """);

    private AbsentFields() {}

    /** Gives a manifest as it was read all fields of the newest version. */
    static void addTo(ObjectNode manifest) {
        BiConsumer<JsonPointer, JsonNode> add = (field, value) -> {
            if (manifest.at(field.head()) instanceof ObjectNode parent) {
                parent.putIfAbsent(field.last().getMatchingProperty(), value);
            }
        };
        if (isOfVersion1(manifest)) {
            forEach(OF_VERSION_1, add);
        }
        forEach(OF_ANY_VERSION, add);
    }

    /** Leaves of a manifest what its version writes. */
    static void removeFrom(ObjectNode manifest) {
        BiConsumer<JsonPointer, JsonNode> remove = (field, value) -> {
            if (manifest.at(field).equals(value)) {
                ((ObjectNode) manifest.at(field.head())).remove(field.last().getMatchingProperty());
            }
        };
        if (isOfVersion1(manifest)) {
            forEach(OF_VERSION_1, remove);
        }
        forEach(OF_ANY_VERSION, remove);
    }

    private static boolean isOfVersion1(ObjectNode manifest) {
        return manifest.path(ManifestJson.VERSION).asInt() == 1;
    }

    private static void forEach(JsonNode fields, BiConsumer<JsonPointer, JsonNode> action) {
        fields.properties().forEach(field -> action.accept(JsonPointer.compile(field.getKey()), field.getValue()));
    }

    private static JsonNode parsed(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the fields here are no JSON", e);
        }
    }
}
