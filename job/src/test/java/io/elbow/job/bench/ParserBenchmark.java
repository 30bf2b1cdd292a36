// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.elbow.data.ParseResult;
import io.elbow.data.RecordParser;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One record's bytes to an observation, and what Jackson alone takes for the same bytes with the same settings. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ParserBenchmark {
    private static final long TIMESTAMP_MILLIS = 1_577_836_800_000L;

    private final byte[] json = record();
    private final RecordParser parser = new RecordParser(BenchRecords.OPTIONS, BenchRecords.FEATURES);
    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();
    private final JsonMapper mapper = JsonMapper.builder(factory).build();

    static byte[] record() {
        return new BenchRecords(1).json(0, 1, TIMESTAMP_MILLIS);
    }

    @Benchmark
    public ParseResult recordParser() {
        return parser.parse(null, json, TIMESTAMP_MILLIS);
    }

    /** Every token, and every number's value: what no parser can do without. */
    @Benchmark
    public double jacksonStream() throws IOException {
        double sum = 0;
        try (JsonParser tokens = factory.createParser(json)) {
            for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
                if (token.isNumeric()) {
                    sum += tokens.getDoubleValue();
                }
            }
        }
        return sum;
    }

    @Benchmark
    public JsonNode jacksonTree() throws IOException {
        return mapper.readTree(json);
    }
}
