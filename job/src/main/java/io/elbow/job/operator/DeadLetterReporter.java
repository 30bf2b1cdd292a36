// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.DeadLetterNews;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.metrics.ElboMeters;
import java.io.Serializable;
import java.util.OptionalLong;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands dead letters on and logs, when {@link DeadLetterNews} says so, how many there are.
 *
 * <p>Owned state: none that is kept. Lifecycle: counts since the task's start; what is unreported is reported at its
 * end. Design constraint: at most one timer waits.
 */
public final class DeadLetterReporter extends AbstractStreamOperator<RejectedRecord>
        implements OneInputStreamOperator<RejectedRecord, RejectedRecord> {
    private static final Logger JOB_LOG = LoggerFactory.getLogger(DeadLetterReporter.class);
    private static final long serialVersionUID = 1L;
    private static final long NONE = Long.MAX_VALUE;

    /** Takes a line for people. */
    @FunctionalInterface
    interface Report extends Serializable {
        void say(String line);
    }

    private final TaskMeters taskMeters;
    private final String deadLetterTopic;
    private final Report log;
    private transient ElboMeters meters;
    private transient DeadLetterNews news;
    private transient long timerMillis;

    /** @param deadLetterTopic where the dead letters are written to */
    public DeadLetterReporter(TaskMeters taskMeters, String deadLetterTopic) {
        this(taskMeters, deadLetterTopic, line -> JOB_LOG.warn("{}", line));
    }

    DeadLetterReporter(TaskMeters taskMeters, String deadLetterTopic, Report log) {
        this.taskMeters = taskMeters;
        this.deadLetterTopic = deadLetterTopic;
        this.log = log;
    }

    @Override
    public void open() throws Exception {
        super.open();
        meters = taskMeters.open();
        news = new DeadLetterNews(deadLetterTopic);
        timerMillis = NONE;
    }

    @Override
    public void processElement(StreamRecord<RejectedRecord> element) {
        news.add(element.getValue(), now());
        wake();
        output.collect(element);
    }

    private void wake() {
        OptionalLong due = news.due();
        if (due.isPresent() && due.getAsLong() < timerMillis) {
            timerMillis = due.getAsLong();
            // Its future is of no use: a timer that comes too early finds nothing due.
            var unused = getProcessingTimeService().registerTimer(timerMillis, this::onTimer);
        }
    }

    private void onTimer(long timestampMillis) {
        if (timestampMillis >= timerMillis) {
            timerMillis = NONE;
        }
        OptionalLong due = news.due();
        if (due.isPresent() && due.getAsLong() <= timestampMillis) {
            report();
        } else {
            wake();
        }
    }

    private void report() {
        log.say(news.report(now(), meters.recordsRead()));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void close() throws Exception {
        if (news != null && news.due().isPresent()) {
            report();
        }
        super.close();
    }
}
