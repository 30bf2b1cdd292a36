// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
    @TempDir
    private Path dir;

    @Test
    void replacesAFileWhole() throws IOException {
        Path file = Files.writeString(dir.resolve("scores.csv"), "old");
        OutputFiles.write(file, temporary -> Files.writeString(temporary, "new"));
        assertThat(file).hasContent("new");
        assertThat(dir.toFile().list()).containsExactly("scores.csv");
    }

    @Test
    void leavesTheOldFileWhereTheWorkFails() throws IOException {
        Path file = Files.writeString(dir.resolve("scores.csv"), "old");
        assertThatThrownBy(() -> OutputFiles.write(file, temporary -> {
                    Files.writeString(temporary, "half");
                    throw new UncheckedIOException(new IOException("No space left on device"));
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot write " + file)
                .hasMessageContaining("No space left on device");
        assertThat(file).hasContent("old");
        assertThat(dir.toFile().list()).containsExactly("scores.csv");
    }
}
