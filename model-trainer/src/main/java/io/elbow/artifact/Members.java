// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors of a model's members: {@code member.<m>.<name>}, m from 0; of a model that has one alone, {@code <name>}.
 */
public final class Members {
    private Members() {}

    /** Those of one member, by their own names. */
    public static Map<String, Tensor> of(VaeSpec spec, Map<String, Tensor> tensors, int member) {
        if (spec.members() == 1) {
            return tensors;
        }
        String prefix = prefix(member);
        Map<String, Tensor> own = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), tensor);
            }
        });
        return own;
    }

    /** Of all members, by the names that distinguish them. */
    public static <T> SortedMap<String, T> join(List<? extends Map<String, T>> members) {
        if (members.size() == 1) {
            return new TreeMap<>(members.get(0));
        }
        SortedMap<String, T> joined = new TreeMap<>();
        for (int member = 0; member < members.size(); member++) {
            String prefix = prefix(member);
            members.get(member).forEach((name, value) -> joined.put(prefix + name, value));
        }
        return joined;
    }

    /**
     * Passes on the specification of one network.
     *
     * @throws IllegalArgumentException where it is one of several
     */
    public static VaeSpec requireOne(VaeSpec spec) {
        if (spec.members() > 1) {
            throw new IllegalArgumentException("one network was expected but the model has " + spec.members()
                    + " members; make its scorer by Scorers.create");
        }
        return spec;
    }

    private static String prefix(int member) {
        return "member." + member + ".";
    }
}
