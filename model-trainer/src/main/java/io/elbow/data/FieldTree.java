// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.ConfigException;
import io.elbow.config.RecordOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The wanted fields of a record as a tree: each dotted path is one way from the root to a leaf, shared prefixes are
 * one branch. Reader and writer walk the same tree, so that what one writes the other finds.
 */
final class FieldTree {
    /** What a leaf's value is for; the root and the nodes between are branches. */
    enum Role {
        BRANCH,
        KEY,
        TIMESTAMP,
        FEATURE
    }

    /** One field: its children by name, or a leaf with a role. */
    static final class Node {
        final String path;
        final Role role;
        /** Position in {@link Observation#values}; -1 where the role is not a feature. */
        final int feature;

        final Map<String, Node> children = new LinkedHashMap<>();
        /** Serial number of the last record that held this field: finds duplicates without a reset per record. */
        long lastRecord;

        private Node(String path, Role role, int feature) {
            this.path = path;
            this.role = role;
            this.feature = feature;
        }
    }

    private final Node root = new Node("", Role.BRANCH, -1);

    /** @throws ConfigException where two paths cannot both be in one record */
    FieldTree(RecordOptions options, List<String> features) {
        if (options.key() != null) {
            add(options.key(), Role.KEY, -1);
        }
        if (options.timestamp() != null) {
            add(options.timestamp().field(), Role.TIMESTAMP, -1);
        }
        for (int i = 0; i < features.size(); i++) {
            add(features.get(i), Role.FEATURE, i);
        }
    }

    Node root() {
        return root;
    }

    private void add(String path, Role role, int feature) {
        Node node = root;
        int start = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', start)) {
            String prefix = path.substring(0, dot);
            node = node.children.computeIfAbsent(path.substring(start, dot), name -> new Node(prefix, Role.BRANCH, -1));
            if (node.role != Role.BRANCH) {
                throw new ConfigException("record: '" + prefix + "' and '" + path
                        + "' cannot both be fields of one record: one is a value, the other needs an object there");
            }
            start = dot + 1;
        }
        Node taken = node.children.putIfAbsent(path.substring(start), new Node(path, role, feature));
        if (taken != null) {
            throw new ConfigException(
                    taken.role == Role.BRANCH
                            ? "record: '" + path + "' cannot be a field: other paths reach through it"
                            : "record: '" + path
                                    + "' is named twice; each field is the key, the timestamp or one feature");
        }
    }
}
