#!/usr/bin/env bash
# Guess:     Avro's JSON decoder reads what Avro's JSON encoder wrote, as the binary pair does.
# Reality:   A double that is NaN or infinite is written as the text "NaN" or "Infinity", and the decoder refuses that text:
#            "Expected double. Got VALUE_STRING". The binary encoding of the same records goes both ways.
# Who:       Whoever keeps metrics, test data or dead letters as Avro JSON: the first unknown reading makes the file unreadable.
# Remedy:    A union with null for what is not known, or the binary encoding.
# Date:      2026-11-30
# Needs:     JDK 17 or later, Maven. All lies in a temporary folder.
set -euo pipefail
version=1.12.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > pom.xml <<EOF
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
EOF
cat > RoundTrip.java <<'EOF'
import java.io.ByteArrayOutputStream;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

public class RoundTrip {
    static final Schema READING = SchemaBuilder.record("Reading").fields().requiredDouble("value").endRecord();

    public static void main(String[] args) throws Exception {
        for (double value : new double[] {1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            String json = new String(written(value, true));
            System.out.println("JSON " + json + ": " + read(json));
            Object binary = new GenericDatumReader<GenericRecord>(READING)
                    .read(null, DecoderFactory.get().binaryDecoder(written(value, false), null)).get("value");
            System.out.println("binary " + value + ": " + binary);
        }
    }

    static byte[] written(double value, boolean json) throws Exception {
        GenericRecord reading = new GenericData.Record(READING);
        reading.put("value", value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Encoder encoder = json
                ? EncoderFactory.get().jsonEncoder(READING, out)
                : EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(READING).write(reading, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    static String read(String json) throws Exception {
        try {
            return "" + new GenericDatumReader<GenericRecord>(READING)
                    .read(null, DecoderFactory.get().jsonDecoder(READING, json)).get("value");
        } catch (AvroTypeException e) {
            return e.getMessage();
        }
    }
}
EOF
mvn -B -q dependency:copy-dependencies -DoutputDirectory=lib > mvn.log 2>&1 || { cat mvn.log; exit 1; }
java -cp 'lib/*' RoundTrip.java > out 2> err || { cat err; exit 1; }
echo "Avro $version: its JSON decoder refuses what its JSON encoder writes for NaN and Infinity"
cat out
grep -qx 'JSON {"value":1.5}: 1.5' out && grep -qx 'binary NaN: NaN' out \
  && grep -qx 'JSON {"value":"NaN"}: Expected double. Got VALUE_STRING' out \
  && grep -qx 'JSON {"value":"Infinity"}: Expected double. Got VALUE_STRING' out \
  || { echo "the behaviour has changed"; exit 1; }
