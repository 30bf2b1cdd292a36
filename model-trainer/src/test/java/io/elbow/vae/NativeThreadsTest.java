// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.elbow.artifact.Activation;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.VaeSpec;
import io.elbow.testing.TestSpecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Counts the threads that PyTorch's operations start in addition to the calling thread, by the threads' native names on
 * Linux.
 */
class NativeThreadsTest {
    private static final Path THREADS = Path.of("/proc/self/task");

    private final VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, Activation.SILU, 8);
    private final FitOptions few = TestSpecs.fit(20, 0, 128, 1e-3, 0, 0, 0, 1, false, 1);

    @BeforeEach
    void needsLinux() {
        assumeTrue(Files.isDirectory(THREADS), "needs Linux's list of threads");
        assumeTrue(System.getProperty("ai.djl.pytorch.num_threads", "1").equals("1"), "more threads were asked for");
        // The thread that loads the engine is the one that the engine itself limits.
        TorchEngine.start();
    }

    @Test
    void aFitOnAThreadThatDidNotLoadTheEngineStaysOnIt() {
        assertThat(startedBy("fit-probe", () -> fit(1, () -> {}))).containsExactly("fit-probe");
    }

    @Test
    void theThreadsOfAFitStartNoneOfTheirOwn() {
        List<String> fitting = new ArrayList<>();
        assertThat(startedBy("four-probe", () -> fit(4, () -> fitting.addAll(named("elbow-fit")))))
                .containsExactly("four-probe");
        assertThat(fitting).hasSize(3);
    }

    /**
     * The native threads with this name after a Java thread of that name has run the work: a native thread inherits the
     * name of its parent.
     */
    private static List<String> startedBy(String name, Runnable work) {
        CompletableFuture<List<String>> seen = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        seen.complete(named(name));
                    } catch (RuntimeException | Error e) {
                        seen.completeExceptionally(e);
                    }
                },
                name);
        thread.start();
        return seen.join();
    }

    private static List<String> named(String name) {
        try (Stream<Path> tasks = Files.list(THREADS)) {
            return tasks.map(NativeThreadsTest::nameOf).filter(name::equals).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The thread's name; empty if it has just ended. */
    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private void fit(int members, Runnable atTheEnd) {
        VaeSpec wide = spec.withMembers(members);
        float[] rows = RandomModels.rows(spec, 200, 1);
        TrainingRows all = new TrainingRows() {
            @Override
            public int size() {
                return 200;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                System.arraycopy(rows, index * spec.inputDim(), target, offset, spec.inputDim());
            }
        };
        FitListener listener = step -> {
            if (step.step() == step.steps()) {
                atTheEnd.run();
            }
        };
        FitResult result = new VaeTrainer(wide, few, ComputeDevice.CPU, members).fit(all, listener);
        assertThat(result.stepsDone()).isEqualTo(20);
    }
}
