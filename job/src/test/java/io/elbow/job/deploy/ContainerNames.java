// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a container's paths, names and ports are on this machine. */
final class ContainerNames {
    private final Path folder;
    private final Map<String, String> addresses;
    private final Map<String, Path> mounts = new HashMap<>();

    /** @param folder where mounts, volumes and unpacked natives lie */
    ContainerNames(Path folder, Map<String, String> addresses) {
        this.folder = folder;
        this.addresses = addresses;
    }

    Path natives() {
        return folder.resolve("natives");
    }

    /**
     * The same text with this machine's paths and addresses.
     *
     * @param volumes of the service, as the compose file has them
     * @param opt what is /opt in the service's image
     */
    String here(String service, List<String> volumes, Path opt, String text) {
        String here = text.replace(": jobmanager\n", ": 127.0.0.1\n")
                .replace("127.0.0.1:9249", addresses.getOrDefault(service + ":9249", "127.0.0.1:9249"));
        here = readdressed(here);
        for (Map.Entry<String, Path> path : paths(volumes, opt).entrySet()) {
            Pattern inContainer = Pattern.compile("(?<![\\w.-])" + Pattern.quote(path.getKey()) + "(?=$|[/\\s])");
            here = inContainer
                    .matcher(here)
                    .replaceAll(Matcher.quoteReplacement(path.getValue().toString()));
        }
        return here;
    }

    private String readdressed(String text) {
        String here = text;
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            here = here.replace(address.getKey(), address.getValue());
        }
        return here;
    }

    private Map<String, Path> paths(List<String> volumes, Path opt) {
        Map<String, Path> paths = new LinkedHashMap<>();
        for (String volume : volumes) {
            String[] sides = volume.split(":", -1);
            paths.put(
                    sides[1],
                    sides[0].startsWith("./") ? mounts.computeIfAbsent(sides[0], this::mount) : named(sides[0]));
        }
        paths.put("/opt/elbow/djl", natives());
        paths.put("/opt", opt);
        return paths;
    }

    private Path named(String volume) {
        try {
            return Files.createDirectories(folder.resolve("volumes").resolve(volume));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A copy of what is mounted, with this machine's addresses in it. Made once: a program that starts reads an empty
     * file where it is written again at that moment, and Prometheus takes an empty one for a configuration that scrapes
     * nothing.
     */
    private Path mount(String name) {
        Path from = DeployFiles.path("docker").resolve(name).normalize();
        Path to = folder.resolve("mounts").resolve(from.getFileName());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString()).normalize();
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, readdressed(Files.readString(file)));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
