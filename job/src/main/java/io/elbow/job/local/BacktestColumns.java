// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureSources;
import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions;
import io.elbow.data.ColumnRoles;
import io.elbow.data.SeriesColumn;
import io.elbow.data.TableReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
        boolean ofPoints = neither(detector, artifact).isPresent();
        String timeField =
                record.timestamp() == null ? null : record.timestamp().field();
        String timed =
                column(columns, ofPoints, SeriesColumn.TIMESTAMP, timestamp, timeField, manifest.timestampColumn());
        return new ColumnRoles(
                        column(columns, ofPoints, SeriesColumn.KEY, key, record.keyColumn(), manifest.keyColumn()),
                        timed,
                        label,
                        FeatureSources.fields(manifest.sources()),
                        manifest.conditions().columnNames())
                .withTimestampUnit(manifest.unitOf(timed, record));
    }

    /** Says where nobody names a column for key or time that the file has: it is taken as points without order. */
    Optional<String> neither(DetectorConfig detector, ModelArtifact artifact) {
        Manifest manifest = artifact.manifest();
        boolean named =
                key != null || timestamp != null || manifest.keyColumn() != null || manifest.timestampColumn() != null;
        return named ? Optional.empty() : SeriesColumn.neither(detector.record(), List.of(TableReader.columns(input)));
    }

    /** Chooses a column: the one given as a flag, else the yaml's, else the model's; null: none is named. */
    private String column(
            List<String> columns, boolean ofPoints, SeriesColumn role, String given, String ofYaml, String ofModel) {
        if (given != null) {
            return given.isEmpty() ? null : given;
        }
        if (JoinedText.areIn(ofYaml, columns)) {
            return ofYaml;
        }
        if (JoinedText.areIn(ofModel, columns)) {
            return ofModel;
        }
        if (!ofPoints) {
            String named = ofYaml == null ? ofModel : ofYaml;
            role.require(
                    input,
                    columns,
                    JoinedText.columns(named, columns),
                    ofYaml == null ? SeriesColumn.BY_MODEL : role.byConfig());
        }
        return null;
    }
}
