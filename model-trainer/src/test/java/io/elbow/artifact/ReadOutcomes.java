// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.Judge;
import io.elbow.scoring.TrialScore;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads files and holds every answer to what is promised: a model that scores finite, or an {@link ArtifactException}
 * that says in one line what is wrong; and memory in proportion to the file.
 */
final class ReadOutcomes {
    static final String READ = "read";
    static final String TRIAL = "refused by its trial score";

    private static final long ALLOWED_BYTES = 64L << 20;
    private static final int ALLOWED_TIMES = 8;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<String, Integer> counts = new TreeMap<>();
    private long mostAllocated;

    /** Reads a file; what was refused gives its message. */
    Optional<String> read(byte[] file) {
        long before = allocated();
        ModelArtifact artifact = null;
        String refusal = null;
        try {
            artifact = ArtifactCodec.decode(file);
        } catch (ArtifactException e) {
            refusal = e.getMessage();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("no ArtifactException for " + excerpt(file), e);
        }
        long allocated = allocated() - before;
        assertThat(allocated)
                .as("bytes allocated for a file of %d bytes: %s", file.length, refusal)
                .isLessThan(ALLOWED_BYTES + (long) ALLOWED_TIMES * file.length);
        mostAllocated = Math.max(mostAllocated, allocated);
        if (refusal == null) {
            return judged(artifact);
        }
        assertThat(refusal).isNotBlank().hasSizeLessThanOrEqualTo(ArtifactException.LONGEST);
        assertThat(refusal.chars()).as(refusal).noneMatch(Character::isISOControl);
        counts.merge("refused: " + subject(refusal), 1, Integer::sum);
        return Optional.of(refusal);
    }

    Map<String, Integer> counts() {
        return counts;
    }

    /** Bytes that the costliest read allocated. */
    long mostAllocated() {
        return mostAllocated;
    }

    private Optional<String> judged(ModelArtifact artifact) {
        Manifest manifest = artifact.manifest();
        VaeSpec spec = manifest.spec();
        Optional<String> fault;
        try (JavaScorer scorer = new JavaScorer(spec, artifact.tensors())) {
            fault = TrialScore.fault(scorer, spec);
        }
        if (fault.isEmpty()) {
            Judge judge = Judge.of(manifest, manifest.alertRate());
            assertThat(judge.threshold()).isNotNaN();
            for (double score : new double[] {-Double.MAX_VALUE, -1e9, 0, 1e9, Double.MAX_VALUE, Double.NaN}) {
                assertThat(manifest.calibration().pValue(score))
                        .isGreaterThan(0)
                        .isLessThanOrEqualTo(1);
            }
        }
        counts.merge(fault.isEmpty() ? READ : TRIAL, 1, Integer::sum);
        return fault;
    }

    /** The first word or two of a message: what it complains of. */
    private static String subject(String message) {
        for (String subject : new String[] {
            "artifact format version",
            "model id",
            "manifest",
            "distinct manifest",
            "header",
            "tensors",
            "tensor",
            "sha256",
            "file has"
        }) {
            if (message.startsWith(subject)) {
                return subject.replace("distinct ", "").replace("tensors", "tensor");
            }
        }
        throw new AssertionError("a message that does not begin with its subject: " + message);
    }

    private static String excerpt(byte[] file) {
        return file.length + " bytes: "
                + new String(Arrays.copyOf(file, Math.min(2_000, file.length)), StandardCharsets.ISO_8859_1);
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
