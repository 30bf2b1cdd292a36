// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * What is wrong with an object of Kubernetes, by the schema of its kind; unknown fields are. ORIGIN.md names the
 * schemas.
 */
final class KubernetesSchemas {
    private static final String OPERATORS = "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Models of fabric8 gather unknown fields; without that they are errors. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    private interface Check {
        void of(String json) throws IOException;
    }

    private final Schema flinkDeployment;
    private final Map<String, Check> checks = Map.of(
            "v1 ConfigMap", json -> V1ConfigMap.validateJsonElement(JsonParser.parseString(json)),
            "v1 Secret", json -> V1Secret.validateJsonElement(JsonParser.parseString(json)),
            "v1 PersistentVolumeClaim",
                    json -> V1PersistentVolumeClaim.validateJsonElement(JsonParser.parseString(json)),
            "batch/v1 CronJob", json -> V1CronJob.validateJsonElement(JsonParser.parseString(json)),
            "networking.k8s.io/v1 NetworkPolicy",
                    json -> V1NetworkPolicy.validateJsonElement(JsonParser.parseString(json)),
            "monitoring.coreos.com/v1 PodMonitor", json -> STRICT.readValue(json, PodMonitor.class),
            "monitoring.coreos.com/v1 PrometheusRule", json -> STRICT.readValue(json, PrometheusRule.class),
            "flink.apache.org/v1beta1 FlinkDeployment", this::flinkDeployment);

    KubernetesSchemas() throws IOException {
        try (InputStream in = KubernetesSchemas.class.getResourceAsStream(OPERATORS)) {
            Map<String, Object> definition = DeployFiles.map(new Yaml().load(in));
            Map<String, Object> schema =
                    DeployFiles.map(DeployFiles.at(definition, "spec", "versions", 0, "schema", "openAPIV3Schema"));
            // apiVersion, kind and metadata are every object's: the definition leaves them to Kubernetes.
            for (String common : List.of("apiVersion", "kind", "metadata")) {
                DeployFiles.map(schema.get("properties")).put(common, Map.of());
            }
            DeployFiles.list(DeployFiles.at(schema, "properties", "spec", "properties", "flinkVersion", "enum"))
                    .add("v2_2");
            refuseUnknown(schema);
            flinkDeployment = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(JSON.writeValueAsString(schema), InputFormat.JSON);
        }
    }

    private static void refuseUnknown(Object schema) {
        if (schema instanceof Map) {
            Map<String, Object> map = DeployFiles.map(schema);
            if (map.get("properties") instanceof Map
                    && !map.containsKey("additionalProperties")
                    && !map.containsKey("x-kubernetes-preserve-unknown-fields")) {
                map.put("additionalProperties", false);
            }
            map.values().forEach(KubernetesSchemas::refuseUnknown);
        } else if (schema instanceof List) {
            DeployFiles.list(schema).forEach(KubernetesSchemas::refuseUnknown);
        }
    }

    private void flinkDeployment(String json) {
        var errors = flinkDeployment.validate(json, InputFormat.JSON);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.toString());
        }
    }

    /** Empty where all is well. */
    List<String> errors(Map<String, Object> object) throws JsonProcessingException {
        String kind = object.get("apiVersion") + " " + object.get("kind");
        List<String> errors = new ArrayList<>();
        Check check = checks.get(kind);
        if (check == null) {
            return List.of("no schema for " + kind + ": name it in " + KubernetesSchemas.class.getSimpleName());
        }
        try {
            check.of(JSON.writeValueAsString(object));
        } catch (IOException | IllegalArgumentException e) {
            errors.add(kind + ": " + e.getMessage());
        }
        return errors;
    }
}
