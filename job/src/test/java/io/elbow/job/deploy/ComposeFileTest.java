// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docker-compose.yml as the compose specification and this project want it. */
class ComposeFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LAPTOP_MIB = 10 * 1024;

    @Test
    void followsTheComposeSpecification() throws IOException {
        assertThat(errors(compose())).isEmpty();
    }

    @Test
    void theSpecificationRefusesAnUnknownField() throws IOException {
        Map<String, Object> compose = compose();
        DeployFiles.map(DeployFiles.at(compose, "services", "kafka")).put("memory_limit", "1g");
        assertThat(errors(compose)).isNotEmpty();
    }

    @Test
    void everyPortIsBoundToThisMachineAlone() throws IOException {
        services()
                .forEach((name, service) -> assertThat(DeployFiles.<String>list(service.get("ports")))
                        .as(name)
                        .allMatch(port -> port.startsWith("127.0.0.1:")));
    }

    @Test
    void whatRunsFitsALaptop() throws IOException {
        long sum = services().values().stream()
                .filter(service -> "unless-stopped".equals(service.get("restart")))
                .mapToLong(service -> mebibytes((String) service.get("mem_limit")))
                .sum();
        assertThat(sum).isBetween(1L, LAPTOP_MIB);
    }

    @Test
    void whoeverIsWaitedForHealthyHasAHealthCheck() throws IOException {
        Map<String, Map<String, Object>> services = new TreeMap<>(services());
        for (Map<String, Object> service : services.values()) {
            DeployFiles.map(service.get("depends_on")).forEach((other, how) -> {
                assertThat(services).containsKey(other);
                if ("service_healthy".equals(DeployFiles.at(how, "condition"))) {
                    assertThat(services.get(other)).containsKey("healthcheck");
                }
            });
        }
    }

    @Test
    void everyImageIsPinned() throws IOException {
        services()
                .forEach((name, service) ->
                        assertThat((String) service.get("image")).as(name).matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+"));
    }

    private static List<Error> errors(Map<String, Object> compose) throws IOException {
        try (InputStream in = ComposeFileTest.class.getResourceAsStream("/deploy/compose_spec.json")) {
            ObjectNode text = (ObjectNode) JSON.readTree(in);
            // Its dialect is named by an address that is none; it uses what all dialects since draft 7 share.
            text.remove("$schema");
            // Names of definitions, in the way of draft 4; references go by place and need none.
            text.findParents("id").stream()
                    .filter(parent -> parent.get("id").isTextual())
                    .forEach(parent -> ((ObjectNode) parent).remove("id"));
            text.get("definitions").forEach(definition -> ((ObjectNode) definition).remove("id"));
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(text.toString(), InputFormat.JSON);
            return schema.validate(JSON.writeValueAsString(compose), InputFormat.JSON);
        }
    }

    private static Map<String, Object> compose() throws IOException {
        return DeployFiles.yaml("docker/docker-compose.yml");
    }

    private static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Map<String, Object>> services = new TreeMap<>();
        DeployFiles.map(compose().get("services"))
                .forEach((name, service) -> services.put(name, DeployFiles.map(service)));
        return services;
    }

    private static long mebibytes(String limit) {
        long number = Long.parseLong(limit.substring(0, limit.length() - 1));
        return limit.endsWith("g") ? number * 1024 : number;
    }
}
