// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Family;
import io.elbow.artifact.VaeSpec;
import io.elbow.vae.TrainingPlan;

/** {@code --members}. */
final class MemberFlags {
    /**
     * Networks of {@code auto} for points: four by four draws cost 1.4 times what one by sixteen does, and rank better.
     */
    private static final int POINTS = 4;

    private MemberFlags() {}

    /** Makes a plan of as many networks as are asked for, by {@code auto} as many as share its draws evenly. */
    static TrainingPlan apply(TrainingPlan plan, ModelFlags flags) {
        if (flags.members != null && !flags.members.equals("auto")) {
            return plan.withMembers(PlanBuilder.positive("--members", flags.members));
        }
        VaeSpec one = plan.spec(1);
        // Linear networks differ in a rotation of their latents, which no score sees; without draws to share, each more
        // costs.
        boolean pays = !one.hidden().isEmpty() && one.family() == Family.VAE && one.posteriorSamples() > 0;
        if (plan.series() || !pays || one.takesUnitInterval()) {
            return plan;
        }
        int members = POINTS;
        while (one.posteriorSamples() % (2 * members) != 0) {
            members--;
        }
        return plan.withMembers(members);
    }
}
