// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.config.AlertBudget;
import io.elbow.config.ConfigException;
import io.elbow.job.detect.Backtest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a backtest under a budget shows of it.
 *
 * @param firstThreshold of the model, in spreads of the normal
 * @param heldBack incidents that the hard limit kept from opening
 * @param opened incidents under other budgets, by budget
 */
record BudgetFacts(AlertBudget budget, double firstThreshold, long heldBack, Map<AlertBudget, Long> opened) {
    /** Lets a backtest count under half and twice its budget too. */
    static void compare(Backtest backtest, AlertBudget budget) {
        others(budget).forEach(backtest::compareWith);
    }

    /** What a backtest found that is over. */
    static BudgetFacts of(Backtest backtest, AlertBudget budget, double firstThreshold) {
        Map<AlertBudget, Long> opened = new LinkedHashMap<>();
        others(budget).forEach(other -> opened.put(other, backtest.opened(other)));
        return new BudgetFacts(budget, firstThreshold, backtest.heldBack(), opened);
    }

    /** Half and twice the budget, the latter where that is still one. */
    static List<AlertBudget> others(AlertBudget budget) {
        int count = budget.count();
        List<AlertBudget> others = new ArrayList<>();
        others.add(
                count % 2 == 0
                        ? new AlertBudget(count / 2, budget.per())
                        : new AlertBudget(count, budget.per().multipliedBy(2)));
        try {
            others.add(new AlertBudget(Math.multiplyExact(count, 2), budget.per()));
        } catch (ConfigException | ArithmeticException tooMany) {
            // More than anybody would read.
        }
        return others;
    }

    /** One line for each other budget. */
    List<String> lines(double days) {
        return opened.entrySet().stream()
                .map(other -> String.format(
                        Locale.ROOT,
                        "%d opened, %.3g a day",
                        other.getValue(),
                        days > 0 ? other.getValue() / days : Double.NaN))
                .toList();
    }

    /** The names of {@link #lines}. */
    List<String> names() {
        return opened.keySet().stream().map(other -> "budget " + other.text()).toList();
    }

    void addTo(ObjectNode node) {
        node.put("alert_budget", budget.text());
        node.put("first_threshold", Double.isFinite(firstThreshold) ? (Double) firstThreshold : null);
        node.put("held_back", heldBack);
        ObjectNode others = node.putObject("alerts_by_budget");
        opened.forEach((other, count) -> others.put(other.text(), count));
    }
}
