// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.kafka.ModelsTopic.Resolved;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelsTopicProtocol;
import java.util.List;

/** Which of the models that the topic keeps a command is about. Decides alone; reads and writes nothing. */
final class ChosenModel {
    private static final int SHORT_ID = 12;

    private final String topic;
    private final Resolved resolved;

    /** @param topic for people */
    ChosenModel(String topic, Resolved resolved) {
        this.topic = topic;
        this.resolved = resolved;
    }

    /**
     * The kept model that is to become champion.
     *
     * @param prefix the first characters of its id
     * @throws BadInputException where there is none, there are several, or it is the champion
     */
    ModelArtifact toPromote(String prefix) {
        return notInUse(byPrefix(prefix), "promote");
    }

    /**
     * The kept model that is to be champion again.
     *
     * @param prefix the first characters of its id; null: the champion's parent
     * @throws BadInputException where there is none, there are several, or it is the champion
     */
    ModelArtifact toRollBackTo(String prefix) {
        if (prefix != null) {
            return notInUse(byPrefix(prefix), "rollback");
        }
        ModelArtifact champion = champion();
        String parent = champion.manifest().provenance().parentModelId();
        if (parent == null) {
            throw new BadInputException("the champion " + champion.shortId()
                    + " names no parent; name the model to go back to: models rollback MODEL; see: models list");
        }
        return decode(resolved.kept().stream()
                .filter(model -> parent.equals(idOfKey(model)))
                .findFirst()
                .orElseThrow(() -> new BadInputException("the champion's parent " + shorten(parent)
                        + " is no longer kept on " + topic
                        + "; name another: models rollback MODEL, or publish its file with --force")));
    }

    /** Id of the champion that would be replaced, or null. */
    String replaced() {
        return resolved.champion().map(ChosenModel::idOf).orElse(null);
    }

    private ModelArtifact champion() {
        return decode(resolved.champion()
                .orElseThrow(() -> new BadInputException(
                        "the models topic " + topic + " has no champion; promote a model: models promote MODEL")));
    }

    private ModelArtifact byPrefix(String prefix) {
        List<ModelMessage> matches = resolved.kept().stream()
                .filter(model -> idOfKey(model).startsWith(prefix))
                .toList();
        if (matches.isEmpty()) {
            throw new BadInputException("the models topic " + topic + " keeps no model whose id starts with " + prefix
                    + "; see: models list");
        }
        if (matches.size() > 1) {
            throw new BadInputException("model id " + prefix + " is ambiguous in the models topic " + topic + ": "
                    + matches.stream().map(ChosenModel::idOfKey).toList() + "; give more of it");
        }
        return decode(matches.get(0));
    }

    private ModelArtifact notInUse(ModelArtifact chosen, String command) {
        if (chosen.modelId().equals(replaced())) {
            throw new BadInputException("model " + chosen.shortId() + " is the champion already; models " + command
                    + " takes another; see: models list");
        }
        return chosen;
    }

    /** The id of a message's model: by its key, else by what it holds; empty where it holds no model. */
    static String idOf(ModelMessage published) {
        if (idOfKey(published) != null) {
            return idOfKey(published);
        }
        try {
            return ArtifactCodec.decode(published.artifact()).modelId();
        } catch (ArtifactException e) {
            return "";
        }
    }

    private static String idOfKey(ModelMessage message) {
        return ModelsTopicProtocol.modelId(message.key());
    }

    static ModelArtifact decode(ModelMessage published) {
        try {
            return ArtifactCodec.decode(published.artifact());
        } catch (ArtifactException e) {
            throw new BadInputException(
                    "the message at offset " + published.offset() + " of the models topic is no model: "
                            + e.getMessage() + "; publish one",
                    e);
        }
    }

    static String shorten(String modelId) {
        return modelId.length() <= SHORT_ID ? modelId : modelId.substring(0, SHORT_ID);
    }
}
