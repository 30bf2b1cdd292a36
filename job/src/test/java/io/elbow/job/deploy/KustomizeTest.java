// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.elbow.cli.Main;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.job.pipeline.JobMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Every overlay of k8s/, as kubectl renders it. */
class KustomizeTest {
    private static final Map<String, List<Map<String, Object>>> RENDERED = new TreeMap<>();
    private static final Map<String, String> SECRETS =
            Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9093", "KAFKA_JAAS_CONFIG", "of the secret");

    @TempDir
    static Path folder;

    @BeforeAll
    static void render() throws Exception {
        DeployFiles.assumeProgram("kubectl", "kubernetes-client");
        try (Stream<Path> overlays = Files.list(DeployFiles.path("k8s/overlays"))) {
            for (Path overlay : overlays.toList()) {
                RENDERED.put(overlay.getFileName().toString(), rendered(overlay));
            }
        }
    }

    private static List<Map<String, Object>> rendered(Path overlay) throws Exception {
        Path out = folder.resolve(overlay.getFileName() + ".yaml");
        Path errors = folder.resolve(overlay.getFileName() + ".err");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(kubectl.waitFor()).as(() -> read(errors)).isZero();
        List<Map<String, Object>> objects = new ArrayList<>();
        new Yaml().loadAll(read(out)).forEach(object -> objects.add(DeployFiles.map(object)));
        return objects;
    }

    @Test
    void rendersEveryOverlay() {
        assertThat(RENDERED.keySet()).containsExactlyInAnyOrder("local", "production");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void everyObjectFollowsItsSchema(String overlay) throws IOException {
        KubernetesSchemas schemas = new KubernetesSchemas();
        for (Map<String, Object> object : RENDERED.get(overlay)) {
            assertThat(schemas.errors(object)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FlinkDeployment", "CronJob", "PodMonitor", "PrometheusRule", "NetworkPolicy", "ConfigMap"})
    void theSchemaOfEachKindRefusesAnUnknownField(String kind) throws IOException {
        Map<String, Object> object = new TreeMap<>(one("production", kind));
        if (object.containsKey("spec")) {
            Map<String, Object> spec = new TreeMap<>(DeployFiles.map(object.get("spec")));
            spec.put("unknownField", "x");
            object.put("spec", spec);
        } else {
            object.put("unknownField", "x");
        }
        assertThat(new KubernetesSchemas().errors(object)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void theJobUnderstandsItsArguments(String overlay) {
        List<String> arguments =
                DeployFiles.list(DeployFiles.at(one(overlay, "FlinkDeployment"), "spec", "job", "args"));
        assertThatCode(() -> JobMain.commandLine().parseArgs(arguments.toArray(String[]::new)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void theTrainerUnderstandsTheRetraining(String overlay) {
        List<String> arguments = DeployFiles.list(container(overlay, "CronJob").get("args"));
        assertThat(arguments).containsSubsequence("retrain", "--from-kafka", "--since", "7d", "--config", "--publish");
        assertThatCode(() -> Main.commandLine().parseArgs(arguments.toArray(String[]::new)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void everyFileThatIsNamedIsMountedAndInTheConfigMap(String overlay) {
        for (String kind : List.of("FlinkDeployment", "CronJob")) {
            Map<String, Object> pod = pod(overlay, kind);
            Set<String> mounted = new HashSet<>();
            for (Object mount : DeployFiles.list(container(overlay, kind).get("volumeMounts"))) {
                Map<String, Object> volume = volume(pod, DeployFiles.at(mount, "name"));
                Object map = DeployFiles.at(volume, "configMap", "name");
                if (map != null) {
                    DeployFiles.map(named(overlay, "ConfigMap", map).get("data"))
                            .keySet()
                            .forEach(file -> mounted.add(DeployFiles.at(mount, "mountPath") + "/" + file));
                }
            }
            assertThat(mounted).as(kind).contains("/etc/elbow/detector.yaml");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void theMountedDetectorIsValid(String overlay) {
        Object name = DeployFiles.at(volume(pod(overlay, "CronJob"), "detector"), "configMap", "name");
        String yaml = (String) DeployFiles.at(named(overlay, "ConfigMap", name), "data", "detector.yaml");
        DetectorConfig config = ConfigLoader.parse(yaml, overlay, SECRETS);
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9093");
        assertThat(config.metrics().firstPort()).isEqualTo(9250);
        assertThat(yaml).doesNotContain("password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void everyContainerIsUnprivileged(String overlay) {
        for (String kind : List.of("FlinkDeployment", "CronJob")) {
            assertThat(DeployFiles.at(pod(overlay, kind), "securityContext", "runAsNonRoot"))
                    .isEqualTo(true);
            assertThat(DeployFiles.at(container(overlay, kind), "securityContext", "allowPrivilegeEscalation"))
                    .isEqualTo(false);
        }
    }

    @Test
    void productionHoldsNoSecret() {
        assertThat(RENDERED.get("production")).noneMatch(object -> "Secret".equals(object.get("kind")));
    }

    /** kustomize cannot make a PrometheusRule of a file, so it is written twice. */
    @Test
    void thePrometheusRuleHoldsTheGroupsOfTheRuleFiles() throws IOException {
        List<Object> groups = new ArrayList<>();
        try (Stream<Path> files = Files.list(DeployFiles.path("docker/prometheus/rules"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".rules.yml"))
                    .sorted()
                    .toList()) {
                groups.addAll(DeployFiles.list(
                        DeployFiles.map(new Yaml().load(read(file))).get("groups")));
            }
        }
        assertThat(DeployFiles.list(DeployFiles.at(one("production", "PrometheusRule"), "spec", "groups")))
                .as("k8s/base/prometheusrule.yaml against docker/prometheus/rules/*.rules.yml, by name of the file")
                .isEqualTo(groups);
    }

    /** Each dashboard's file must be named in the kustomization next to it. */
    @Test
    void theDashboardsConfigMapHoldsEveryDashboard() throws IOException {
        Map<String, Object> data = DeployFiles.map(
                named("production", "ConfigMap", "elbow-dashboards").get("data"));
        try (Stream<Path> files = Files.list(DeployFiles.path("docker/grafana/dashboards"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")))
                    .containsExactlyInAnyOrderElementsOf(data.keySet());
        }
    }

    private static Map<String, Object> one(String overlay, String kind) {
        return RENDERED.get(overlay).stream()
                .filter(object -> kind.equals(object.get("kind")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> named(String overlay, String kind, Object name) {
        return RENDERED.get(overlay).stream()
                .filter(object -> kind.equals(object.get("kind")))
                .filter(object -> name.equals(DeployFiles.at(object, "metadata", "name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " is named " + name));
    }

    private static Map<String, Object> pod(String overlay, String kind) {
        Object spec = one(overlay, kind).get("spec");
        return DeployFiles.map(
                kind.equals("CronJob")
                        ? DeployFiles.at(spec, "jobTemplate", "spec", "template", "spec")
                        : DeployFiles.at(spec, "podTemplate", "spec"));
    }

    private static Map<String, Object> container(String overlay, String kind) {
        return DeployFiles.map(DeployFiles.at(pod(overlay, kind), "containers", 0));
    }

    private static Map<String, Object> volume(Map<String, Object> pod, Object name) {
        return DeployFiles.list(pod.get("volumes")).stream()
                .map(DeployFiles::map)
                .filter(volume -> name.equals(volume.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume is named " + name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
