// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The memory settings of a Flink process, as {@code BashJavaUtils} computes them for Flink's start scripts.
 *
 * @param jvm options of the JVM
 * @param settings arguments that follow the main class's own
 */
public record FlinkMemory(List<String> jvm, List<String> settings) {
    private static final String ASKED = "org.apache.flink.runtime.util.bash.BashJavaUtils";
    private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

    /**
     * Computes a JobManager's.
     *
     * @param conf folder of the config.yaml; the program's output is written there too
     */
    public static FlinkMemory ofJobManager(FlinkFolder flink, Path conf) throws Exception {
        return ask(flink, "GET_JM_RESOURCE_PARAMS", conf);
    }

    /**
     * Computes a TaskManager's.
     *
     * @param conf folder of the config.yaml; the program's output is written there too
     */
    public static FlinkMemory ofTaskManager(FlinkFolder flink, Path conf) throws Exception {
        return ask(flink, "GET_TM_RESOURCE_PARAMS", conf);
    }

    private static FlinkMemory ask(FlinkFolder flink, String question, Path conf) throws Exception {
        List<String> options = List.of(ASKED, question, "--configDir", conf.toString());
        try (ChildJvm asked = ChildJvm.start(question, conf, flink.classPath(), Map.of(), options)) {
            int exitCode = asked.exitCode();
            List<String> answers = asked.output()
                    .lines()
                    .filter(line -> line.startsWith(RESULT))
                    .map(line -> line.substring(RESULT.length()))
                    .toList();
            if (exitCode != 0 || answers.size() != 2) {
                throw new IllegalStateException("no memory of this configuration:\n" + asked.output());
            }
            return new FlinkMemory(arguments(answers.get(0)), arguments(answers.get(1)));
        }
    }

    private static List<String> arguments(String line) {
        return Stream.of(line.trim().split("\\s+"))
                .filter(argument -> !argument.isEmpty())
                .toList();
    }
}
