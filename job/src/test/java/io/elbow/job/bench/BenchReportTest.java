// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
    private static final Machine MACHINE = new Machine(2, "some CPU", 23.5, "17.0.1", "Linux", "amd64");
    private static final Figure BASE = Figure.measured("pipeline", "bare", "records/s", 100_000, 120_000);
    private static final Figure SCORED = Figure.measured("pipeline", "scored", "records/s", 20_000, 30_000)
            .comparedTo(BASE, new double[] {20_000, 30_000}, new double[] {100_000, 120_000});

    @Test
    void alignsTheTable() {
        BenchReport report = new BenchReport("2026-01-01T00:00:00Z", 1, true, MACHINE, List.of(BASE, SCORED));
        assertThat(report.table())
                .containsExactly(
                        "benchmark  figure  median     min     max  error  unit       n  ratio      by round  to",
                        "pipeline   bare    110000  100000  120000         records/s  2",
                        "pipeline   scored   25000   20000   30000         records/s  2  0.227  0.200..0.250  bare");
    }

    @Test
    void givesSmallAndLargeNumbersThreeDigits() {
        assertThat(List.of(123_456.0, 99.94, 9.994, 0.1234).stream().map(BenchReport::number))
                .containsExactly("123456", "99.9", "9.99", "0.123");
    }

    @Test
    void readsTheProcessorsNameWhereLinuxTellsIt(@TempDir Path folder) throws IOException {
        Path cpuInfo = folder.resolve("cpuinfo");
        Files.writeString(cpuInfo, "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nmodel name\t: another\n");
        assertThat(Machine.cpuModel(cpuInfo)).isEqualTo("Some CPU @ 2 GHz");
        assertThat(Machine.cpuModel(folder.resolve("absent"))).isEqualTo("unknown");
    }
}
