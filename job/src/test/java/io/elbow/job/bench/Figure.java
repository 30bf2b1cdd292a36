// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import java.util.Arrays;
import org.openjdk.jmh.util.ListStatistics;

/**
 * One measured figure.
 *
 * @param group which benchmark it belongs to
 * @param unit of the summary and the error
 * @param error half of the mean's confidence interval: 99.9 % over JMH's iterations, 95 % over paired rounds; null:
 *     none
 * @param ratio to another figure of the same run; null: none
 */
record Figure(String group, String name, String unit, Summary summary, Double error, Ratio ratio) {
    /**
     * How a figure compares with another one.
     *
     * @param to the other figure's name
     * @param ofMedians this median by the other one
     * @param paired by round; null where the two were not measured in rounds
     */
    record Ratio(String to, double ofMedians, Summary paired) {}

    static Figure measured(String group, String name, String unit, double... rounds) {
        return new Figure(group, name, unit, Summary.of(rounds), null, null);
    }

    /**
     * What is lost of a base, in % of it, by values that were measured in the same round as it.
     *
     * @param kept the quotients of the values and their bases
     */
    static Figure loss(String group, String name, double[] kept) {
        double[] losses = Arrays.stream(kept).map(share -> 100 * (1 - share)).toArray();
        // JMH knows none of fewer than three values.
        double error = new ListStatistics(losses).getMeanErrorAt(0.95);
        return new Figure(group, name, "%", Summary.of(losses), Double.isNaN(error) ? null : error, null);
    }

    /** This figure compared with one that was not measured in the same rounds. */
    Figure comparedTo(Figure base) {
        return compared(base, null);
    }

    /**
     * This figure compared with one of the same rounds.
     *
     * @param rounds what this figure was made of
     * @param baseRounds what the other one was made of
     */
    Figure comparedTo(Figure base, double[] rounds, double[] baseRounds) {
        return compared(base, Summary.ofRatios(rounds, baseRounds));
    }

    private Figure compared(Figure base, Summary paired) {
        double ofMedians = summary.median() / base.summary.median();
        return new Figure(group, name, unit, summary, error, new Ratio(base.name, ofMedians, paired));
    }
}
