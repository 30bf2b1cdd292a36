// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Converts values to pixels. Values outside the range are drawn at the edge.
 *
 * @param from pixel of {@code min}
 * @param to pixel of {@code max}
 */
record Scale(double min, double max, double from, double to, boolean log) {
    private static final int TICKS = 6;
    private static final double[] NICE = {1, 2, 5, 10};

    Scale {
        if (!(max > min)) {
            // A single value is drawn in the middle.
            double room = log ? min : Math.max(1e-9, Math.abs(min) * 0.1);
            max = log ? min * 10 : min + room;
            min = log ? min / 10 : min - room;
        }
    }

    double at(double value) {
        double inside = Math.min(max, Math.max(min, value));
        double share = log ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min);
        return from + share * (to - from);
    }

    boolean holds(double value) {
        return value >= min && value <= max;
    }

    List<Double> ticks() {
        return log ? logTicks() : linearTicks();
    }

    private List<Double> linearTicks() {
        double rough = (max - min) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * 10;
        for (double nice : NICE) {
            if (nice * power >= rough) {
                step = nice * power;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(min / step); i * step <= max + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private List<Double> logTicks() {
        int first = (int) Math.ceil(Math.log10(min) - 1e-9);
        int last = (int) Math.floor(Math.log10(max) + 1e-9);
        List<Double> ticks = new ArrayList<>();
        if (last - first < 2) {
            for (int power = first - 1; power <= last; power++) {
                for (double nice : new double[] {1, 2, 5}) {
                    double tick = nice * Math.pow(10, power);
                    if (holds(tick)) {
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }
        int every = (last - first) / 8 + 1;
        for (int power = first; power <= last; power += every) {
            ticks.add(Math.pow(10, power));
        }
        return ticks;
    }
}
