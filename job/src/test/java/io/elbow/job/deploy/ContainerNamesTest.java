// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerNamesTest {
    private static final List<String> VOLUMES = List.of("./prometheus:/etc/prometheus:ro", "prometheus:/prometheus");

    @TempDir
    Path folder;

    @Test
    void aMountIsACopyWithTheAddressesOfThisMachine() throws IOException {
        Path config = Path.of(names().here("prometheus", VOLUMES, folder, "/etc/prometheus/prometheus.yml"));

        assertThat(config).startsWith(folder);
        assertThat(Files.readString(config)).contains("127.0.0.1:20000").doesNotContain("taskmanager-1:9250");
    }

    @Test
    void aMountedFileStaysAsItIsWhateverIsAskedAfterItsServiceHasBegunToReadIt() throws IOException {
        ContainerNames names = names();
        Path config = Path.of(names.here("prometheus", VOLUMES, folder, "/etc/prometheus/prometheus.yml"));
        Files.writeString(config, "as the service read it");

        names.here("prometheus", VOLUMES, folder, "http://127.0.0.1:9090/-/ready");

        assertThat(config).hasContent("as the service read it");
    }

    private ContainerNames names() {
        return new ContainerNames(folder, Map.of("taskmanager-1:9250", "127.0.0.1:20000"));
    }
}
