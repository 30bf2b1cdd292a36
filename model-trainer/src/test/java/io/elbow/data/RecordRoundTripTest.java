// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.ParseResult.Parsed;
import io.elbow.data.ParseResult.Rejected;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Laws of parser and writer together, and of the parser on bytes of any kind. */
class RecordRoundTripTest {
    private static final List<String> FEATURES = List.of("cpu", "memory.used", "memory.free", "disk.a.b", "größe");
    private static final long LAST_MILLI = 253_402_300_799_999L;

    private final RecordOptions mutatedOptions = options(TimeUnit.ISO_8601);
    private final RecordParser parser = new RecordParser(mutatedOptions, FEATURES);
    private final RecordWriter writer = new RecordWriter(mutatedOptions, FEATURES);

    @Property
    void readsBackWhatIsWritten(
            @ForAll("keys") String key,
            @ForAll @LongRange(max = LAST_MILLI) long millis,
            @ForAll("values") double[] values,
            @ForAll TimeUnit unit) {
        Assume.that(Arrays.stream(values).anyMatch(v -> !Double.isNaN(v)));
        byte[] json = new RecordWriter(options(unit), FEATURES).write(new Observation(key, millis, values));

        ParseResult result = new RecordParser(options(unit), FEATURES).parse(null, json, 0);

        assertThat(result).isInstanceOf(Parsed.class);
        Observation back = ((Parsed) result).observation();
        assertThat(back.key()).isEqualTo(key);
        assertThat(back.timestampMillis()).isEqualTo(millis);
        assertThat(bits(back.values())).isEqualTo(bits(values));
    }

    @Property
    void neverThrowsOnAnyBytes(@ForAll byte[] key, @ForAll byte[] value, @ForAll long kafkaTime) {
        assertThat(parser.parse(key, value, kafkaTime)).isInstanceOf(Rejected.class);
    }

    @Property
    void neverThrowsOnMutatedJsonAndReadsTheNextRecord(
            @ForAll("values") double[] values, @ForAll long seed, @ForAll @LongRange(min = 1, max = 8) long mutations) {
        byte[] json = writer.write(new Observation("machine-1", 1_700_000_000_123L, values));
        byte[] sound = "{\"id\":{\"machine\":\"m\"},\"ts\":\"2026-01-01T00:00Z\",\"cpu\":4}".getBytes(UTF_8);

        ParseResult result = parser.parse(null, mutated(json, new Random(seed), (int) mutations), 0);

        if (result instanceof Rejected r) {
            assertThat(r.errorClass())
                    .isIn("RecordException", "JsonParseException", "JsonEOFException", "StreamConstraintsException");
            assertThat(r.detail()).isNotBlank().doesNotContain("\n", "\r");
        }
        assertThat(((Parsed) parser.parse(null, sound, 0)).observation().values())
                .containsExactly(4, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .all()
                .excludeChars('\ufffe')
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(key -> new String(key.getBytes(UTF_8), UTF_8).equals(key));
    }

    @Provide
    Arbitrary<double[]> values() {
        Arbitrary<Double> any =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(v -> !Double.isInfinite(v));
        Arbitrary<Double> special = Arbitraries.of(
                Double.NaN,
                0.0,
                -0.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                1e16,
                0.1,
                -3.0);
        return Arbitraries.oneOf(any, special, Arbitraries.doubles().between(-1000, 1000))
                .array(double[].class)
                .ofSize(FEATURES.size());
    }

    private static RecordOptions options(TimeUnit unit) {
        return new RecordOptions("id.machine", new Timestamp("ts", unit), List.of(), 100_000);
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
    }

    private static byte[] mutated(byte[] json, Random random, int mutations) {
        byte[] bytes = json.clone();
        byte[] telling = "{}[]\":,.eE+-0 \\u\n\u0000NI".getBytes(UTF_8);
        for (int i = 0; i < mutations; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = telling[random.nextInt(telling.length)];
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> System.arraycopy(bytes, 0, bytes, at, Math.min(at, bytes.length - at));
            }
        }
        return bytes;
    }
}
