// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

/**
 * One measured figure.
 *
 * @param group which benchmark it belongs to
 * @param unit of the summary and the error
 * @param error half of the 99.9 % confidence interval of the mean over JMH's iterations; null where JMH did not measure
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
