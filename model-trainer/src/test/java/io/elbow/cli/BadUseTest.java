// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that cannot be: one line that names the value and what is allowed, before any work is done. */
class BadUseTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --samples 3          | samples must be 0 or an even number (antithetic pairs) but was 3
            --alert-rate 2       | --alert-rate must be in (0, 1] but was 2.0
            --alert-rate NaN     | --alert-rate must be in (0, 1] but was NaN
            --sigma x            | --sigma must be a number or auto, but was x
            --sigma -1           | sigma must be positive and finite but was -1.0
            --likelihood foo     | --likelihood must be one of gaussian, gaussian-feature, gaussian-record, bernoulli, but was foo
            --activation gelu    | --activation must be one of
            --shingle 0          | --shingle must be a whole number from 1 or auto, but was 0
            --latent -2          | --latent must be a whole number from 1 or auto, but was -2
            --hidden 8,0         | hidden layers must be at least 1 wide but were [8, 0]
            --beta -1            | beta must be at least 0 but was -1.0
            --steps 0            | steps must be at least 1 but was 0
            --epochs 0           | --epochs must be at least 1 but was 0
            --steps 5 --epochs 2 | --steps 5 and --epochs 2: give one of them
            --batch-size 0       | batch-size must be at least 1 but was 0
            --learning-rate 7    | learning-rate must be in (0, 1) but was 7.0
            --denoise -1         | denoise must be at least 0 but was -1.0
            --ema 1              | ema must be in [0, 1) but was 1.0
            --since 7d           | --since needs --from-kafka
            --publish            | --publish needs --config, which names the broker and the models topic
            """)
    void trainRefusesAnOptionThatCannotBe(String options, String message) {
        // No such table is needed: the options are looked at first.
        CommandRun run = train("--input nowhere.csv " + options);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).startsWith("error: " + message);
        assertThat(output()).doesNotExist();
    }

    @Test
    void readingATopicNeedsAConfiguration() {
        assertThat(train("--from-kafka --since 7d").oneError()).contains("--from-kafka needs --config");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | --from-kafka needs --since, such as --since 7d
            --since yesterday      | --since: 'yesterday' is not a duration such as
            --since 7d --key host  | --key, --timestamp and --label name columns of --input files
            """)
    void readingATopicNeedsASpanAndNoColumns(String options, String message) {
        Path config = Tables.yaml(dir.resolve("detector.yaml"), "127.0.0.1:1", "");
        CommandRun run = train("--from-kafka --config " + config + " " + options);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                             | give either --input FILE... or --from-kafka
            --input a.csv --from-kafka     | give either --input FILE... or --from-kafka
            """)
    void trainNeedsOneSource(String options, String message) {
        CommandRun run = train(options);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            train --input a.csv            | Missing required option: '--output=MODEL'                    | elbow-trainer train
            train --lable x --ouput m      | Unknown options: '--lable', 'x', '--ouput', 'm'; did you mean --label? | elbow-trainer train
            train --output m --lable x                | Unknown options: '--lable', 'x'; did you mean --label?        | elbow-trainer train
            train --input a.csv --ouput m     | Unknown option: '--ouput'                                     | elbow-trainer train
            train --output m --steps many  | Invalid value for option '--steps': 'many' is not an int | elbow-trainer train
            score                          | Missing required options: '--model=MODEL', '--output=FILE.csv', '--input=FILE' | elbow-trainer score
            score --input                  | Missing required parameter for option '--input' at index 0 (FILE)       | elbow-trainer score
            inspect                        | Missing required argument (specify one of these): (--model=MODEL                      | elbow-trainer inspect
            publish --model m              | Missing required option: '--config=YAML'                     | elbow-trainer publish
            trian                          | unknown command 'trian'; there are: init, train, retrain, score,      | elbow-trainer
            ''                             | no command is given; there are: init, train, retrain, score,          | elbow-trainer
            """)
    void whatCannotBeParsedIsOneLineAndEndpointLines(String words, String message, String see) {
        CommandRun run = CommandRun.of((Object[]) split(words));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2);
        assertThat(run.err()).startsWith("error: " + message).contains("\nsee: " + see + " --help");
    }

    @Test
    void theOutputsFolderMustExist() {
        CommandRun run = trainTo(dir.resolve("missing").resolve("model.safetensors"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("the folder " + dir.resolve("missing") + " does not exist; create it");
    }

    @Test
    void theOutputMustNotBeAFolder() {
        CommandRun run = trainTo(dir);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("--output " + dir + " is a folder; name a file in it");
    }

    @Test
    void anOutputThatCannotBeWrittenIsSaidBeforeTheWork() {
        // A folder that refuses new files whoever asks.
        Path locked = Path.of("/proc/self");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(locked), "needs /proc");
        CommandRun run = trainTo(locked.resolve("model.safetensors"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("cannot write to the folder " + locked + "; choose another");
    }

    @Test
    void anOutputIsNotMovedOntoADevice() {
        Path device = Path.of("/dev/null");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(device), "needs /dev/null");
        assertThat(trainTo(device).oneError()).contains("/dev/null is no ordinary file; name another");
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void verboseShowsTheStackTrace() {
        assertThat(train("--input nowhere.csv").oneError()).contains("nowhere.csv: no such file");
        CommandRun run = train("--input nowhere.csv --verbose");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: nowhere.csv: no such file").contains("\tat io.elbow.");
        assertThat(CommandRun.of("--verbose", "inspect", "nowhere").err()).contains("\tat io.elbow.");
    }

    @Test
    void aFixedTimeMustBeSeconds() {
        Path table = Tables.labelled(dir.resolve("points.csv"), 40);
        CommandRun run = CommandRun.with(
                java.util.Map.of("SOURCE_DATE_EPOCH", "today"), "train", "--input", table, "--output", output());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains("SOURCE_DATE_EPOCH must be seconds since 1970 but was today");
    }

    private CommandRun train(String words) {
        List<Object> args = new ArrayList<>(List.of("train", "--output", output()));
        args.addAll(List.of(split(words)));
        return CommandRun.of(args.toArray());
    }

    private CommandRun trainTo(Path file) {
        return CommandRun.of("train", "--input", "nowhere.csv", "--output", file);
    }

    private static String[] split(String words) {
        return words.isBlank() ? new String[0] : words.strip().split(" +", -1);
    }

    private Path output() {
        return dir.resolve("model.safetensors");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            models promote                                        | models promote needs the model's id; see: models list
            models demote                                         | models takes list, show, promote or rollback, but was given 'demote'
            publish --model m --activate-at soon                  | --activate-at must be an instant such as 2026-01-31T00:00:00Z but was 'soon'
            publish --model m --challenger --activate-at soon     | --challenger runs from where it is published on; leave out --activate-at
            """)
    void aModelIsNotMovedWithoutSayingWhichAndWhen(String words, String message) {
        // No such file is needed: what was asked for is looked at first.
        CommandRun run = CommandRun.of((Object[]) (words + " --config nowhere.yaml").split(" ", -1));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.oneError()).contains(message);
    }
}
