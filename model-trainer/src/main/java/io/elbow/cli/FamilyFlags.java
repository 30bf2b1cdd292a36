// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.config.BadInputException;
import java.util.List;

/** Reads the flags that say what kind of model to fit, and refuses those that mean nothing to it. */
final class FamilyFlags {
    private FamilyFlags() {}

    static Family family(ModelFlags model) {
        Family family = model.family == null
                ? Family.VAE
                : PlanBuilder.byName("--family", model.family, Family.values(), Family::configName);
        if (family != Family.VAE && model.samples != null && model.samples > 0) {
            throw meaningless(family, "--samples " + model.samples, "draws nothing");
        }
        if (!family.hasNetwork()) {
            refuse(family, "--hidden", model.hidden.isEmpty() ? null : String.join(",", model.hidden));
            refuse(family, "--activation", model.activation);
            refuse(family, "--beta", model.beta);
        }
        return family;
    }

    static Bound bound(ModelFlags model) {
        return model.bound == null
                ? Bound.ELBO
                : PlanBuilder.byName("--bound", model.bound, Bound.values(), Bound::configName);
    }

    /** The widths; empty where none are wanted; null where nothing is given. */
    static List<Integer> hidden(ModelFlags model) {
        if (model.hidden.isEmpty()) {
            return null;
        }
        return model.hidden.equals(List.of("none"))
                ? List.of()
                : model.hidden.stream().map(FamilyFlags::width).toList();
    }

    private static Integer width(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new BadInputException("--hidden must be whole numbers such as 128,128, or none, but was " + text);
        }
    }

    private static void refuse(Family family, String flag, Object value) {
        if (value != null) {
            throw meaningless(family, flag + " " + value, "has no network");
        }
    }

    private static BadInputException meaningless(Family family, String given, String why) {
        return new BadInputException(
                given + " means nothing to --family " + family.configName() + ", which " + why + "; leave it out");
    }
}
