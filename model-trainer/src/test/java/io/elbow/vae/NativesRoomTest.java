// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesRoomTest {
    @TempDir
    private Path folder;

    private static NativesRoom.Disk disk(boolean writable, long free) {
        return new NativesRoom.Disk() {
            @Override
            public boolean isWritable(Path folder) {
                return writable;
            }

            @Override
            public long usableBytes(Path folder) {
                return free;
            }
        };
    }

    @Test
    void aFullDiskIsNamedWithWhatIsNeededAndWhatIsFree() {
        Path cache = folder.resolve("not/there/yet");
        assertThat(NativesRoom.fault(cache, disk(true, 60_000_000)))
                .hasValue("PyTorch's native libraries must be unpacked to " + cache
                        + ", which takes 460 MB, but 60 MB are free there; free some, or set DJL_CACHE_DIR to a folder"
                        + " with room");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() {
        assertThat(NativesRoom.fault(folder.resolve("cache"), disk(false, 1L << 40)))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .contains("but " + folder + " is no folder that can be written to")
                        .contains("DJL_CACHE_DIR"));
    }

    @Test
    void whereThereIsRoomNothingIsSaid() {
        assertThat(NativesRoom.fault(folder, disk(true, NativesRoom.NEEDED_BYTES)))
                .isEmpty();
    }

    @Test
    void whatIsUnpackedNeedsNoRoom() {
        assertThat(NativesRoom.isUnpacked(folder)).isTrue();
        assertThat(NativesRoom.isUnpacked(folder.resolve("other"))).isFalse();
    }
}
