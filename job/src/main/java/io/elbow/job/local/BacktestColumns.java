// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureSources;
import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions;
import io.elbow.data.ColumnRoles;
import io.elbow.data.TableReader;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the columns of a backtest's file, by the flags, the yaml and the model.
 *
 * @param key of {@code --key}; null: not given
 * @param timestamp of {@code --timestamp}; null: not given
 * @param label of {@code --label}; null: not given
 */
record BacktestColumns(Path input, String key, String timestamp, String label) {
    /** What each column of the file is. */
    ColumnRoles roles(DetectorConfig detector, ModelArtifact artifact) {
        List<String> columns = TableReader.columns(input);
        RecordOptions record = detector.record();
        Manifest manifest = artifact.manifest();
        boolean ofPoints = isOfPoints(record, columns);
        String timeField =
                record.timestamp() == null ? null : record.timestamp().field();
        String timed = column(columns, ofPoints, "--timestamp", timestamp, timeField, manifest.timestampColumn());
        return new ColumnRoles(
                        column(columns, ofPoints, "--key", key, record.keyColumn(), manifest.keyColumn()),
                        timed,
                        label,
                        FeatureSources.fields(manifest.sources()),
                        manifest.conditions().columnNames())
                .withTimestampUnit(manifest.unitOf(timed, record));
    }

    /** Whether no flag names key or time, and the file has neither column of the yaml's: as points without order. */
    private boolean isOfPoints(RecordOptions record, List<String> columns) {
        return key == null
                && timestamp == null
                && record.timestamp() != null
                && !columns.contains(record.timestamp().field())
                && !JoinedText.areIn(record.keyColumn(), columns);
    }

    /** Chooses a column: the one given as a flag, else the yaml's, else the model's; null: none is named. */
    private String column(
            List<String> columns, boolean ofPoints, String flag, String given, String ofYaml, String ofModel) {
        if (given != null) {
            return given.isEmpty() ? null : given;
        }
        if (JoinedText.areIn(ofYaml, columns)) {
            return ofYaml;
        }
        if ((ofYaml == null && ofModel == null) || JoinedText.areIn(ofModel, columns)) {
            return ofModel;
        }
        if (ofModel == null && ofPoints) {
            return null;
        }
        throw new BadInputException(
                "%s: the column '%s', which the %s names, is missing; there is: %s; name another with"
                                .formatted(
                                        input,
                                        ofYaml == null ? ofModel : ofYaml,
                                        ofYaml == null ? "model" : "yaml",
                                        String.join(", ", columns))
                        + " %s COL, or give %s \"\" where the file has none".formatted(flag, flag));
    }
}
