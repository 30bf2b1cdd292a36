// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an image of docker/ holds besides its base image, read from its Dockerfile: the files that the last stage copies
 * from the build, and its environment.
 */
public final class ImageLayout {
    private static final Pattern COPY = Pattern.compile("(?m)^COPY --from=build (\\S+) (\\S+)$");
    private static final Pattern ENV = Pattern.compile("(?m)^ENV (.+)$");
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT \\[(.+)]$");
    private static final String SOURCES = "/src/";

    /** @param to an absolute path of the image; a folder's content where it ends with a slash */
    record Copy(String from, String to) {}

    private final String dockerfile;

    private ImageLayout(String dockerfile) {
        this.dockerfile = dockerfile;
    }

    /** @param name of the Dockerfile, such as docker/job.Dockerfile */
    public static ImageLayout of(String name) throws IOException {
        return new ImageLayout(DeployFiles.text(name));
    }

    List<Copy> copies() {
        List<Copy> copies = new ArrayList<>();
        Matcher matcher = COPY.matcher(dockerfile);
        while (matcher.find()) {
            copies.add(new Copy(matcher.group(1), matcher.group(2)));
        }
        return copies;
    }

    /** Of the image, not of its build. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        Matcher matcher = ENV.matcher(dockerfile.substring(dockerfile.lastIndexOf("\nFROM ")));
        while (matcher.find()) {
            for (String setting : matcher.group(1).split(" ", -1)) {
                String[] sides = setting.split("=", 2);
                environment.put(sides[0], sides[1]);
            }
        }
        return environment;
    }

    List<String> entrypoint() {
        Matcher matcher = ENTRYPOINT.matcher(dockerfile);
        return matcher.find()
                ? Stream.of(matcher.group(1).split(", ", -1))
                        .map(word -> word.substring(1, word.length() - 1))
                        .toList()
                : List.of();
    }

    /**
     * Rebuilds the image's layout below a folder, by links: what a build has made is taken from this packaged checkout.
     * What the build itself unpacks (the natives) is left out.
     *
     * @return the folder, as the image's root
     */
    public Path rebuild(Path root) throws IOException {
        for (Copy copy : copies()) {
            if (copy.from().startsWith(SOURCES)) {
                Path from = DeployFiles.path(copy.from().substring(SOURCES.length()));
                link(from, root.resolve(copy.to().substring(1)), copy.to().endsWith("/"));
            }
        }
        return root;
    }

    private static void link(Path from, Path to, boolean folder) throws IOException {
        if (!Files.exists(from)) {
            throw new IllegalStateException(from + " is missing: this test runs on the packaged modules, mvn verify");
        }
        if (!folder) {
            Files.createDirectories(to.getParent());
            Files.createSymbolicLink(to, from);
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file);
            }
        }
    }
}
