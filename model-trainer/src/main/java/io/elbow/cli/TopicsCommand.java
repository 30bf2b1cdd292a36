// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.config.DetectorConfig;
import io.elbow.kafka.TopicChecks;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code topics}: checks the detector's topics, or makes them. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "elbow-trainer topics --config YAML [--create] [OPTION]...",
        description = "Checks that every topic of a detector is as the job needs it, and that the job may use it;"
                + " --create makes the missing ones.",
        footer = {"", "Example:", "  elbow-trainer topics --config detector.yaml --create"})
final class TopicsCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DetectorFile config = new DetectorFile();

    @Option(names = "--create", description = "Create the topics that are missing.")
    private boolean create;

    @Override
    public Integer call() {
        DetectorConfig detector = config.load(main.environment());
        List<TopicChecks.TopicState> states = create ? TopicChecks.create(detector) : TopicChecks.check(detector);
        List<TopicChecks.RightState> rights = TopicChecks.rights(detector);
        PrintWriter out = spec.commandLine().getOut();
        int width = Stream.concat(
                        states.stream().map(TopicChecks.TopicState::topic),
                        rights.stream().map(TopicChecks.RightState::name))
                .mapToInt(String::length)
                .max()
                .orElse(0);
        String line = "%-12s  %-" + width + "s  ";
        for (TopicChecks.TopicState state : states) {
            String verdict = state.faults().isEmpty() ? "ok" : state.exists() ? "fault" : "missing";
            out.printf(line + "%d partitions  %s%n", state.role(), state.topic(), state.partitions(), verdict);
        }
        for (TopicChecks.RightState right : rights) {
            out.printf(line + "%s%n", right.kind(), right.name(), right.faults().isEmpty() ? "ok" : "fault");
        }
        List<String> faults = Stream.concat(
                        states.stream().map(TopicChecks.TopicState::faults),
                        rights.stream().map(TopicChecks.RightState::faults))
                .flatMap(List::stream)
                .toList();
        faults.forEach(fault -> spec.commandLine().getErr().println("error: " + fault));
        return faults.isEmpty() ? 0 : 1;
    }
}
