// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ModelArtifact;
import io.elbow.stream.Models;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The models that a {@link ModelRegistry} names, ready to score.
 *
 * <p>Owned state: one {@link LiveModel} for each model, by its id. Lifecycle: made when the registry first names a
 * model, closed when it no longer does, or with this; an old one is closed once the new ones are complete. Design
 * constraint: what is waiting to be scored by them is not known here; the caller sees to it before it calls
 * {@link #follow}.
 */
public final class LiveModels implements Models, AutoCloseable {
    private final Function<ModelArtifact, LiveModel> factory;
    private final Map<String, LiveModel> byId = new HashMap<>();
    private LiveModel newest;
    private LiveModel previous;
    private LiveModel challenger;
    private long activationMillis;

    public LiveModels(Function<ModelArtifact, LiveModel> factory) {
        this.factory = factory;
    }

    /** Offers from now on what the registry names now. */
    public void follow(ModelRegistry registry) {
        newest = live(registry.champion());
        previous = live(registry.previous());
        challenger = live(registry.challenger());
        activationMillis = registry.activationMillis();
        byId.values().removeIf(model -> {
            boolean gone = model != newest && model != previous && model != challenger;
            if (gone) {
                model.close();
            }
            return gone;
        });
    }

    private LiveModel live(RegisteredModel model) {
        return model == null ? null : byId.computeIfAbsent(model.id(), id -> factory.apply(model.artifact()));
    }

    /** The model of a record of this event time. */
    @Override
    public LiveModel at(long timestampMillis) {
        return previous != null && timestampMillis < activationMillis ? previous : newest;
    }

    /** The model that was accepted last, in force or not. */
    @Override
    public LiveModel newest() {
        return newest;
    }

    /** The model before it; null: it is no longer held. */
    @Override
    public LiveModel previous() {
        return previous;
    }

    /** Null: none runs. */
    @Override
    public LiveModel challenger() {
        return challenger;
    }

    @Override
    public void close() {
        byId.values().forEach(LiveModel::close);
        byId.clear();
    }
}
