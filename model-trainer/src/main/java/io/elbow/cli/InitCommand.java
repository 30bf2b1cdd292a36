// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.BadInputException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.YamlText;
import io.elbow.console.JsonLine;
import io.elbow.console.OutputFiles;
import io.elbow.data.CounterColumns;
import io.elbow.data.RoleGuess;
import io.elbow.kafka.RecordsLook;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init}: a detector.yaml from a look at a topic or a file. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer init (--topic TOPIC | --input FILE) [--output YAML] [OPTION]...",
        description =
                "Writes a detector.yaml from a look at a topic's newest records, or at a file: key, event time and"
                        + " features suggested. Check it before you train.",
        footer = {
            "",
            "Example:",
            "  elbow-trainer init --topic metrics --bootstrap-servers localhost:9092 --output detector.yaml"
        })
final class InitCommand implements Callable<Integer> {
    /** Newest records of each partition. */
    private static final int RECORDS = 2_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Records topic to look at.")
    private String topic;

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Broker (default: localhost:9092).")
    private String servers = "localhost:9092";

    @Option(names = "--input", paramLabel = "FILE", description = "CSV or JSON lines file to look at instead.")
    private Path input;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The detector's name (default: the topic's or file's).")
    private String name;

    @Option(names = "--output", paramLabel = "YAML", description = "Where to write (default: detector.yaml).")
    private Path output = Path.of("detector.yaml");

    @Option(names = "--force", description = "Replace the file where there is one.")
    private boolean force;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private List<String> counters = List.of();

    @Override
    public Integer call() {
        if ((topic == null) == (input == null)) {
            throw new BadInputException("init looks at one thing: give --topic TOPIC or --input FILE");
        }
        if (Files.exists(output) && !force) {
            throw new BadInputException(output + " is there already; give another --output, or --force to replace it");
        }
        OutputFiles.requireWritable(output);
        String detector = name == null ? detectorName(topic == null ? stem(input) : topic) : name;
        RoleGuess roles = topic == null ? ofFile(input) : ofTopic(detector);
        if (roles.features().isEmpty()) {
            throw new BadInputException((topic == null ? input.toString() : "topic " + topic)
                    + " has no numeric field that changes, so there is nothing to learn; left out: "
                    + roles.leftOut().entrySet().stream()
                            .map(left -> left.getKey() + " (" + left.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
        String yaml = yaml(detector, roles);
        ConfigLoader.parse(yaml, "the suggested yaml", Map.of());
        OutputFiles.write(output, file -> Files.writeString(file, yaml));
        describe(roles);
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(new JsonLine()
                            .put("output", output.toString())
                            .put("name", detector)
                            .put("key", roles.key())
                            .put("key_fields", roles.keyFields())
                            .put("timestamp", roles.timestamp())
                            .put("label", roles.label())
                            .put("features", roles.features())
                            .put("counters", counters));
        }
        return 0;
    }

    private RoleGuess ofFile(Path file) {
        RoleGuess roles = RoleGuess.of(file);
        counters = CounterColumns.of(file, roles.key(), roles.features());
        return roles;
    }

    private RoleGuess ofTopic(String detector) {
        DetectorConfig config = ConfigLoader.parse(head(detector), "the suggested yaml", Map.of());
        RecordsLook.Found found = RecordsLook.newest(config, RECORDS);
        if (found.others() > 0) {
            note(found.others()
                    + " of the newest records are no JSON object; the job would send them to the dead letters");
        }
        Path file = null;
        try {
            file = Files.createTempFile("elbow-init-", ".jsonl");
            try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file))) {
                found.values()
                        .forEach(value -> lines.println(new String(value, StandardCharsets.UTF_8)
                                .replace('\n', ' ')
                                .replace('\r', ' ')));
            }
            RoleGuess roles = RoleGuess.of(file, !found.keyed());
            if (roles.key() == null && !found.keyed()) {
                note("neither a field nor the records' own keys say whose a record is, and the job refuses records"
                        + " without a key: name a field as record.key");
            }
            counters = CounterColumns.of(file, roles.key(), found.keys(), roles.features());
            return roles;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the records of topic " + topic + " in a temporary file", e);
        } finally {
            delete(file);
        }
    }

    private void note(String text) {
        spec.commandLine().getErr().println("note: " + text);
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private String head(String detector) {
        return """
                name: %1$s
                kafka:
                  bootstrap-servers: %2$s
                  topics: {records: %3$s, alerts: %4$s, models: %5$s, dead-letters: %6$s}
                """.formatted(
                        YamlText.of(detector),
                        servers,
                        YamlText.of(topic == null ? detector : topic),
                        YamlText.of(detector + "-alerts"),
                        YamlText.of(detector + "-models"),
                        YamlText.of(detector + "-dead-letters"));
    }

    private String yaml(String detector, RoleGuess roles) {
        StringBuilder yaml = new StringBuilder(head(detector));
        yaml.append("record:\n");
        yaml.append(
                roles.key() == null
                        ? "  # key: FIELD                 # none: the Kafka record's key\n"
                        : "  key: " + keyEntry(roles.keyFields()) + "\n");
        if (roles.timestamp() == null) {
            yaml.append("  # timestamp: {field: FIELD}  # none: Kafka's own timestamp\n");
        } else {
            yaml.append("  timestamp: {field: " + YamlText.quoted(roles.timestamp()) + ", unit: "
                    + unitName(roles.unit()) + "}\n");
        }
        yaml.append("  features:\n");
        roles.features().forEach(feature -> yaml.append("    - " + entry(feature, roles) + "\n"));
        if (roles.metric() != null) {
            yaml.append("features: {standardize: per-key}   # each metric has a scale of its own\n");
        }
        yaml.append("alerts: {rate: 1.0e-4, cooldown: 5m}   # one normal record in 10,000 may alert\n");
        return yaml.toString();
    }

    private static String keyEntry(List<String> fields) {
        return fields.size() == 1
                ? YamlText.quoted(fields.get(0))
                : fields.stream().map(YamlText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A counter's value only grows, so that the model is to see how fast. */
    private String entry(String feature, RoleGuess roles) {
        if (!counters.contains(feature)) {
            return YamlText.quoted(feature);
        }
        return "{name: " + YamlText.quoted(feature) + ", as: " + growth(roles) + "}   # a counter: it only grows";
    }

    /** A file without a time has no seconds; a topic's records have Kafka's own. */
    private String growth(RoleGuess roles) {
        return roles.timestamp() == null && topic == null ? "difference" : "rate";
    }

    private void describe(RoleGuess roles) {
        PrintWriter err = spec.commandLine().getErr();
        AlignedLines lines = new AlignedLines()
                .add(
                        "key",
                        roles.key() == null
                                ? "none found: the Kafka record's"
                                : String.join(" and ", roles.keyFields()))
                .add("event time", roles.timestamp() == null ? "none found: Kafka's own" : roles.timestamp())
                .add("features", roles.features().size() + ": " + String.join(", ", roles.features()));
        if (!counters.isEmpty()) {
            lines.add("counters", String.join(", ", counters) + ": they only grow, so as: " + growth(roles));
        }
        if (roles.label() != null) {
            lines.add("label", roles.label() + " (train --label " + roles.label() + " leaves its anomalies out)");
        }
        roles.leftOut().forEach((column, why) -> lines.add("left out", column + ": " + why));
        if (roles.metric() != null) {
            lines.add("one metric each", "a record holds one value, and " + roles.metric() + " says of what")
                    .add("", "so each metric is a key of its own, judged by its own past, with its own scale (per-key)")
                    .add("", "metrics of one thing are not compared with each other; for that, let the producer send")
                    .add("", "them as fields of one record, such as {\"host\": \"a\", \"cpu\": 0.5, \"memory\": 8e9}");
        }
        lines.add("written", output.toString()).printTo(err);
    }

    private static String unitName(TimeUnit unit) {
        return unit.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String stem(Path file) {
        String whole = file.getFileName().toString();
        int dot = whole.indexOf('.');
        return dot > 0 ? whole.substring(0, dot) : whole;
    }

    /** What may stand in topics and metric tags. */
    private static String detectorName(String text) {
        String name = text.replaceAll("[^A-Za-z0-9-]+", "-").replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "detector" : name;
    }
}
