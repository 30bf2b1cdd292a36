// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

/**
 * Names of the operators, for people, and uids, for their state. A savepoint finds its state by the uid, so a uid is
 * never changed and never given to another operator.
 */
public final class OperatorUids {
    public static final String RECORDS = "records-source";
    public static final String RECORDS_NAME = "Records";
    public static final String MODELS = "models-source";
    public static final String MODELS_NAME = "Models";
    public static final String SPLIT = "split";
    public static final String SPLIT_NAME = "Split off rejected records";
    public static final String SCORE = "score";
    public static final String SCORE_NAME = "Score";
    /** Alerts, or under a budget finds what may alert: so a savepoint of the one is a start for the other. */
    public static final String ALERT = "alert";

    public static final String ALERT_NAME = "Alert";
    public static final String CANDIDATES_NAME = "Alert candidates";
    public static final String BUDGET = "budget";
    public static final String BUDGET_NAME = "Budget";
    public static final String ALERTS_SINK = "alerts-sink";
    public static final String ALERTS_SINK_NAME = "Alerts";
    public static final String SCORES_SINK = "scores-sink";
    public static final String SCORES_SINK_NAME = "Scores";
    public static final String DEAD_LETTERS_REPORT = "dead-letters-report";
    public static final String DEAD_LETTERS_REPORT_NAME = "Report dead letters";
    public static final String DEAD_LETTERS_SINK = "dead-letters-sink";
    public static final String DEAD_LETTERS_SINK_NAME = "Dead letters";
    public static final String MODELS_SINK = "models-sink";
    public static final String MODELS_SINK_NAME = "Champion written back";
    public static final String EVENTS_SINK = "events-sink";
    public static final String EVENTS_SINK_NAME = "Events";
    public static final String CONTROL = "control-source";
    public static final String CONTROL_NAME = "Control";
    public static final String STEERING = "steering";
    public static final String STEERING_NAME = "Commands among models";
    public static final String REFRESH = "refresh";
    public static final String REFRESH_NAME = "Refresh";
    public static final String PROMOTION = "model-door";
    public static final String PROMOTION_NAME = "Promotion";

    private OperatorUids() {}
}
