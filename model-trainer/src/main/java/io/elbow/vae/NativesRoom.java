// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * Whether PyTorch's native libraries are unpacked, or can be. DJL itself says no more of a full disk than that it
 * failed to extract them.
 */
final class NativesRoom {
    /** The libraries of a CPU take 448 MB unpacked, and DJL's own 2. */
    static final long NEEDED_BYTES = 460_000_000;

    private static final String REMEDY = "free some, or set DJL_CACHE_DIR to a folder with room";

    /** What a file system says of a folder. */
    interface Disk {
        boolean isWritable(Path folder);

        long usableBytes(Path folder) throws IOException;
    }

    private static final Disk REAL = new Disk() {
        @Override
        public boolean isWritable(Path folder) {
            return Files.isDirectory(folder) && Files.isWritable(folder);
        }

        @Override
        public long usableBytes(Path folder) throws IOException {
            return Files.getFileStore(folder).getUsableSpace();
        }
    };

    private NativesRoom() {}

    /**
     * Checks before the engine is loaded.
     *
     * @throws IllegalStateException where the libraries must be unpacked and cannot be, saying where, what is needed
     *     and what is there
     */
    static void require() {
        if (System.getenv("PYTORCH_LIBRARY_PATH") != null || System.getProperty("PYTORCH_LIBRARY_PATH") != null) {
            return;
        }
        Path cache = Utils.getEngineCacheDir("pytorch");
        Optional<String> folder = folder();
        if (folder.isPresent() && !isUnpacked(cache.resolve(folder.get()))) {
            fault(cache, REAL).ifPresent(fault -> {
                throw new IllegalStateException(fault);
            });
        }
    }

    /** DJL moves the folder to its place when all is in it. */
    static boolean isUnpacked(Path folder) {
        return Files.isDirectory(folder);
    }

    /** The folder's name; empty: the libraries are not on the class path, and DJL looks elsewhere for them. */
    private static Optional<String> folder() {
        try (InputStream in = NativesRoom.class.getResourceAsStream("/native/lib/pytorch.properties")) {
            if (in == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(in);
            return Optional.of(properties.getProperty("version") + "-" + properties.getProperty("flavor", "cpu") + "-"
                    + properties.getProperty("classifier"));
        } catch (IOException e) {
            throw new UncheckedIOException("the native libraries' own description cannot be read", e);
        }
    }

    /** Why they cannot be unpacked below a folder, which need not exist yet; empty: they can. */
    static Optional<String> fault(Path cache, Disk disk) {
        Path existing = cache.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        String what = "PyTorch's native libraries must be unpacked to " + cache + ", ";
        if (!disk.isWritable(existing)) {
            return Optional.of(what + "but " + existing + " is no folder that can be written to; make it one, or set"
                    + " DJL_CACHE_DIR to another");
        }
        try {
            long free = disk.usableBytes(existing);
            return free >= NEEDED_BYTES
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "%swhich takes %,d MB, but %,d MB are free there; %s",
                            what,
                            NEEDED_BYTES / 1_000_000,
                            free / 1_000_000,
                            REMEDY));
        } catch (IOException e) {
            throw new UncheckedIOException("the free space of " + existing + " cannot be read", e);
        }
    }
}
