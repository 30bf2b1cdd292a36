// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** One call of the trainer's command line: what came back. */
public record CommandRun(int exitCode, String out, String err) {
    public static CommandRun of(Object... args) {
        return with(Map.of(), args);
    }

    public static CommandRun with(Map<String, String> environment, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = List.of(args).stream().map(Object::toString).toArray(String[]::new);
        int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), environment, words);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** The run, which must have succeeded. */
    public CommandRun succeeded() {
        assertThat(exitCode).as(err).isZero();
        assertThat(err).doesNotContain("error:");
        return this;
    }

    /** Standard output, which must be one JSON object on one line and nothing else. */
    public JsonNode json() {
        assertThat(out.lines()).as(err).hasSize(1);
        try {
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + out, e);
        }
    }

    /** The error, which must be the only line on standard error and hold no stack trace. */
    public String oneError() {
        assertThat(exitCode).as(err).isNotZero();
        List<String> lines = err.lines()
                .filter(line -> !line.startsWith("note: ") && !line.startsWith("warning: "))
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("error: ").doesNotContain("Exception");
        assertThat(out).isEmpty();
        return lines.get(0);
    }
}
