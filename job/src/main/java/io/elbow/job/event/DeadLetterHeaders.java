// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of a dead letter, in order: why it is one and where it came from. */
public final class DeadLetterHeaders {
    public static final String REASON = "reason";
    public static final String ERROR_CLASS = "error-class";
    public static final String TOPIC = "topic";
    public static final String PARTITION = "partition";
    public static final String OFFSET = "offset";
    public static final String TRUNCATED = "truncated";
    public static final String ORIGINAL_LENGTH = "original-length";
    public static final String DETAIL = "detail";

    /** A detail may quote the record; a header must not push the message over the broker's limit. */
    private static final int MAX_DETAIL_CHARS = 500;

    private DeadLetterHeaders() {}

    /** UTF-8 text by name. */
    public static Map<String, byte[]> of(RejectedRecord rejected) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        put(headers, REASON, rejected.reason());
        put(headers, ERROR_CLASS, rejected.errorClass());
        put(headers, TOPIC, rejected.topic());
        put(headers, PARTITION, Integer.toString(rejected.partition()));
        put(headers, OFFSET, Long.toString(rejected.offset()));
        put(headers, TRUNCATED, Boolean.toString(rejected.truncated()));
        put(headers, ORIGINAL_LENGTH, Integer.toString(rejected.originalLength()));
        put(headers, DETAIL, shortened(rejected.detail()));
        return headers;
    }

    private static void put(Map<String, byte[]> headers, String name, String value) {
        if (value != null) {
            headers.put(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String shortened(String detail) {
        return detail == null || detail.length() <= MAX_DETAIL_CHARS
                ? detail
                : detail.substring(0, MAX_DETAIL_CHARS) + "…";
    }
}
