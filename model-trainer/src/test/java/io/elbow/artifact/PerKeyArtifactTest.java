// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.config.PerKeyOptions;
import io.elbow.features.PerKeyFit;
import io.elbow.features.SpreadPriors;
import io.elbow.testing.RandomModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each key's own statistics in an artifact. */
class PerKeyArtifactTest {
    private static final PerKeyOptions OPTIONS = new PerKeyOptions(250, Duration.ofMinutes(30), Duration.ofDays(3));
    private static final PerKeyFit FIT = new PerKeyFit(
            OPTIONS,
            new float[] {0.5f, 0.25f, 1},
            List.of("a", "b \"\n"),
            new float[] {1000, 17},
            new float[] {1, 2, 3, -4, -5, -6},
            new float[] {0, 0.5f, 1, 2, 3, 4});

    @Test
    void statisticsComeBackAsTheyWere() {
        ModelArtifact written = artifact(FIT);
        ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(written));
        assertThat(read.modelId()).isEqualTo(written.modelId());
        assertThat(read.manifest().perKey()).usingRecursiveComparison().isEqualTo(FIT);
        assertThat(read.tensors().keySet()).noneMatch(name -> name.startsWith("keys."));
        assertThat(ArtifactCodec.encode(read)).isEqualTo(ArtifactCodec.encode(written));
    }

    @Test
    void whatIsKnownOfKeysOfOtherSizesComesBackToo() {
        SpreadPriors spread = new SpreadPriors(new float[] {0, 0, 0, 0, 1, -2, 0, 0.5f, 2, -3, -4, 10});
        PerKeyFit sized =
                new PerKeyFit(OPTIONS, FIT.within(), FIT.names(), FIT.rows(), FIT.means(), FIT.variances(), spread);
        ModelArtifact written = artifact(sized);
        ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(written));
        assertThat(read.manifest().perKey()).usingRecursiveComparison().isEqualTo(sized);
        assertThat(written.modelId()).isNotEqualTo(artifact(FIT).modelId());
        SpreadPriors narrow = new SpreadPriors(new float[4]);
        assertThatThrownBy(() -> new PerKeyFit(
                        OPTIONS, FIT.within(), FIT.names(), FIT.rows(), FIT.means(), FIT.variances(), narrow))
                .hasMessageContaining("spread priors of another number");
    }

    @Test
    void aModelThatKnowsNoKeyYetComesBackToo() {
        PerKeyFit none =
                new PerKeyFit(OPTIONS, new float[] {1, 1, 1}, List.of(), new float[0], new float[0], new float[0]);
        assertThat(ArtifactCodec.decode(ArtifactCodec.encode(artifact(none)))
                        .manifest()
                        .perKey())
                .usingRecursiveComparison()
                .isEqualTo(none);
    }

    @Test
    void aModelWhoseKeysNeverForgetComesBackToo() {
        PerKeyOptions never = new PerKeyOptions(250, Duration.ofMinutes(30), null);
        PerKeyFit fit = new PerKeyFit(never, FIT.within(), FIT.names(), FIT.rows(), FIT.means(), FIT.variances());
        ModelArtifact written = artifact(fit);
        ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(written));
        assertThat(read.manifest().perKey().options()).isEqualTo(never);
        assertThat(ArtifactCodec.encode(read)).isEqualTo(ArtifactCodec.encode(written));
        assertThat(written.modelId()).isNotEqualTo(artifact(FIT).modelId());
    }

    @Test
    void theIdNamesTheStatisticsToo() {
        float[] others = FIT.means().clone();
        others[5] = Math.nextUp(others[5]);
        PerKeyFit other = new PerKeyFit(OPTIONS, FIT.within(), FIT.names(), FIT.rows(), others, FIT.variances());
        assertThat(artifact(other).modelId()).isNotEqualTo(artifact(FIT).modelId());
        assertThat(artifact(null).modelId()).isNotEqualTo(artifact(FIT).modelId());
    }

    @Test
    void aModelWithoutThemHasNothingOfThem() {
        assertThat(new String(ArtifactCodec.encode(artifact(null)), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("perKey", "keys.");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(f -> perKey(f).putArray("keys").add("a").add("a"), "names a key twice");
        refused(f -> perKey(f).putArray("keys").add("a"), "keys.rows must have shape [1] but has [2]");
        refused(f -> perKey(f).putArray("keys"), "unexpected [keys.mean, keys.rows, keys.variance]");
        refused(f -> f.remove("perKey"), "unexpected [keys.mean, keys.rows, keys.variance, keys.within]");
        refused(f -> perKey(f).put("priorRows", 0), "features.prior-rows must be positive but was 0.0");
        refused(f -> perKey(f).put("bucketMillis", -5), "features.bucket must be at least 1ms");
        refused(f -> perKey(f).put("halfLifeMillis", 5), "features.half-life must be at least features.bucket (30m)");
        refused(
                f -> perKey(f).put("halfLifeMillis", "never"),
                "manifest.perKey.halfLifeMillis must be an integer or null");
        byte[] negative = Forgery.of(artifact(FIT))
                .data(data -> data.putFloat(Forgery.of(artifact(FIT)).begin("keys.variance"), -1f))
                .signed();
        assertThatThrownBy(() -> ArtifactCodec.decode(negative))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("per-key variances[0] must be at least 0 and finite but is -1.0");
    }

    private static ObjectNode perKey(ObjectNode manifest) {
        return (ObjectNode) manifest.get("perKey");
    }

    private static void refused(java.util.function.Consumer<ObjectNode> change, String reason) {
        byte[] forged = Forgery.of(artifact(FIT)).manifest(change).signed();
        assertThatThrownBy(() -> ArtifactCodec.decode(forged))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(reason);
    }

    private static ModelArtifact artifact(PerKeyFit fit) {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 3, 2, 4);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 7);
        Manifest manifest = RandomModels.manifest(spec, tensors, 7);
        return ArtifactCodec.create(RandomModels.withPerKey(manifest, fit), tensors);
    }
}
