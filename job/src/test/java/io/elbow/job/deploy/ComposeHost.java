// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.deploy;

import io.elbow.job.local.FlinkFolder;
import io.elbow.job.local.FlinkMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs services of docker-compose.yml as processes of this machine: each with its own command, environment, mounts and
 * health check. What a container would have of its own is replaced: its paths by folders, its name and ports by ports
 * of loopback, and Flink's start scripts, which are in no registry, by the JVMs that they start, with the memory
 * figures of the same {@code BashJavaUtils} that they ask.
 */
final class ComposeHost implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 240;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path folder;
    private final Path jobImage;
    private final Path trainerImage;
    private final FlinkFolder flink;
    private final Map<String, Object> services;
    private final ContainerNames names;
    private final Map<String, String> addresses;
    private final Map<String, String> flinkSettings;
    private final Map<String, Process> running = new LinkedHashMap<>();

    /**
     * @param addresses what a container says, to what this machine says: kafka:19092 to 127.0.0.1:4711
     * @param flinkSettings ports and addresses of a Flink process here, besides those of the file
     */
    ComposeHost(Path folder, Map<String, String> addresses, Map<String, String> flinkSettings) throws IOException {
        this.folder = folder;
        this.addresses = addresses;
        names = new ContainerNames(folder, addresses);
        this.flinkSettings = flinkSettings;
        services = DeployFiles.map(DeployFiles.yaml("docker/docker-compose.yml").get("services"));
        jobImage = folder.resolve("job-image");
        flink = FlinkFolder.assemble(Path.of("target"), jobImage);
        trainerImage = ImageLayout.of("docker/trainer.Dockerfile").rebuild(folder.resolve("trainer-image"));
        unpackNatives();
    }

    /** As the Dockerfiles' RUN line does. */
    private void unpackNatives() throws IOException {
        Path natives = Files.createDirectories(natives());
        List<String> command = List.of(JAVA, "-cp", "model-trainer/target/lib/*", "docker/UnpackNatives.java");
        ProcessBuilder builder = new ProcessBuilder(command).directory(DeployFiles.REPOSITORY.toFile());
        builder.environment().putAll(Map.of("DJL_CACHE_DIR", natives.toString(), "DJL_OFFLINE", "true"));
        run("natives", builder);
    }

    /** The folder that both images bring unpacked. */
    Path natives() {
        return names.natives();
    }

    /** In the order in which compose would start them, without those that are left out. */
    List<String> startOrder(List<String> leftOut) {
        List<String> order = new ArrayList<>();
        services.keySet().forEach(service -> addAfterItsNeeds(service, order));
        order.removeAll(leftOut);
        return order;
    }

    private void addAfterItsNeeds(String service, List<String> order) {
        DeployFiles.map(service(service).get("depends_on")).keySet().forEach(need -> addAfterItsNeeds(need, order));
        if (!order.contains(service)) {
            order.add(service);
        }
    }

    /** Whether others wait for its end rather than its health. */
    boolean ends(String service) {
        return !"unless-stopped".equals(service(service).get("restart"));
    }

    /** Runs it to its end, which must be a good one. */
    void runToEnd(String service) throws Exception {
        run(service, process(service));
    }

    void start(String service) throws Exception {
        running.put(
                service,
                process(service)
                        .redirectErrorStream(true)
                        .redirectOutput(log(service).toFile())
                        .start());
    }

    /** What the service's own health check says. */
    boolean healthy(String service) throws IOException, InterruptedException {
        if (!running.get(service).isAlive()) {
            throw new IllegalStateException(service + " has ended:\n" + tail(service));
        }
        List<String> test = DeployFiles.list(DeployFiles.at(service(service), "healthcheck", "test"));
        Process check = new ProcessBuilder(translate(service, test.subList(1, test.size())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return check.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && check.exitValue() == 0;
    }

    String tail(String service) throws IOException {
        List<String> lines = Files.readAllLines(log(service));
        return service + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private Map<String, Object> service(String name) {
        return DeployFiles.map(services.get(name));
    }

    private Path log(String service) {
        return folder.resolve(service + ".log");
    }

    private void run(String name, ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
        running.put(name, process);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("did not end well: " + tail(name));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessBuilder process(String name) throws Exception {
        List<String> command = DeployFiles.list(service(name).get("command"));
        String image = ((String) service(name).get("image")).replaceAll("(.*/)?(.*):.*", "$2");
        ProcessBuilder builder = new ProcessBuilder(
                switch (image) {
                    case "elbow-trainer" -> entrypoint(name, command);
                    case "elbow-job" -> flink(name, command);
                    case "prometheus" -> prometheus(name, command);
                    default -> throw new IllegalArgumentException("no stand-in for the image " + image);
                });
        if (image.startsWith("elbow-")) {
            ImageLayout layout = ImageLayout.of("docker/" + image.substring("elbow-".length()) + ".Dockerfile");
            layout.environment().forEach((key, value) -> builder.environment().put(key, here(name, value)));
            builder.environment()
                    .put("FLINK_CONF_DIR", folder.resolve(name + "-conf").toString());
            builder.environment().put("FLINK_PLUGINS_DIR", flink.plugins().toString());
        }
        return builder.directory(folder.toFile());
    }

    private List<String> entrypoint(String name, List<String> command) throws IOException {
        List<String> all =
                new ArrayList<>(ImageLayout.of("docker/trainer.Dockerfile").entrypoint());
        all.addAll(command);
        return translate(name, all);
    }

    private List<String> prometheus(String name, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("prometheus"));
        all.addAll(translate(name, command));
        all.add("--web.listen-address=" + addresses.get("127.0.0.1:9090"));
        return all;
    }

    /** What docker-entrypoint.sh of the Flink image makes of the command. */
    private List<String> flink(String name, List<String> command) throws Exception {
        Path conf = configure(name);
        List<String> all = new ArrayList<>(List.of(JAVA));
        switch (command.get(0)) {
            case "jobmanager", "taskmanager" -> {
                boolean manager = command.get(0).equals("jobmanager");
                FlinkMemory memory =
                        manager ? FlinkMemory.ofJobManager(flink, conf) : FlinkMemory.ofTaskManager(flink, conf);
                all.addAll(memory.jvm());
                all.addAll(FlinkFolder.OPENS);
                all.addAll(List.of(
                        "-cp",
                        classPath(),
                        "org.apache.flink.runtime."
                                + (manager
                                        ? "entrypoint.StandaloneSessionClusterEntrypoint"
                                        : "taskexecutor.TaskManagerRunner"),
                        "--configDir",
                        conf.toString()));
                all.addAll(memory.settings());
            }
            case "flink" -> {
                all.addAll(FlinkFolder.OPENS);
                all.addAll(List.of("-cp", classPath(), "org.apache.flink.client.cli.CliFrontend"));
                all.addAll(translate(name, command.subList(1, command.size())));
            }
            default -> throw new IllegalArgumentException("the Flink image runs no " + command);
        }
        return all;
    }

    private Path configure(String name) throws IOException {
        Path conf = Files.createDirectories(folder.resolve(name + "-conf"));
        String properties = (String) DeployFiles.at(service(name), "environment", "FLINK_PROPERTIES");
        String ofThisMachine = flinkSettings.entrySet().stream()
                .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
                .collect(Collectors.joining());
        String all = DeployFiles.text("docker/flink.yaml").replace("9249", port(name)) + properties + ofThisMachine;
        Files.writeString(conf.resolve("config.yaml"), here(name, all));
        return conf;
    }

    private String port(String name) {
        return addresses.getOrDefault(name + ":9249", "127.0.0.1:0").replaceAll(".*:", "");
    }

    private String classPath() throws IOException {
        return flink.classPath().stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    private List<String> translate(String service, List<String> words) {
        return words.stream().map(word -> here(service, word)).toList();
    }

    private String here(String service, String text) {
        String image = (String) service(service).get("image");
        Path opt = (image.startsWith("elbow-job:") ? jobImage : trainerImage).resolve("opt");
        return names.here(service, DeployFiles.list(service(service).get("volumes")), opt, text);
    }

    @Override
    public void close() {
        running.values().forEach(Process::destroyForcibly);
    }
}
