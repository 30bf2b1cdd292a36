#!/usr/bin/env bash
# Guess:     A ThresholdedRandomCutForest that is given one NaN refuses it, or scores it badly and goes on.
# Reality:   The NaN is taken without an error and gets the score NaN. From then on nearly every good record raises, first
#            IllegalArgumentException, later IllegalStateException ("store is full"), for good; a few between get a score.
#            An infinite value does no such harm. With a missing value in a stream the forest of that key is lost.
# Who:       Whoever scores metrics with gaps: exporters, OpenTelemetry and Kafka Connect send NaN for "not known".
# Remedy:    Keep NaN away from process(). If one came through, build the forest anew.
# Date:      2026-11-30
# Needs:     JDK 17 or later, Maven. All lies in a temporary folder.
set -euo pipefail
version=4.4.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > pom.xml <<EOF
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>software.amazon.randomcutforest</groupId><artifactId>randomcutforest-parkservices</artifactId><version>$version</version>
      <exclusions><exclusion>
        <groupId>software.amazon.randomcutforest</groupId><artifactId>randomcutforest-testutils</artifactId>
      </exclusion></exclusions>
    </dependency>
  </dependencies>
</project>
EOF
cat > Forest.java <<'EOF'
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import java.util.Random;

public class Forest {
    public static void main(String[] args) {
        for (double odd : new double[] {0, Double.POSITIVE_INFINITY, Double.NaN}) {
            run(odd);
        }
    }

    /** 3,000 records of two normal features; the first feature of record 1,000 has another value. */
    static void run(double odd) {
        ThresholdedRandomCutForest forest = ThresholdedRandomCutForest.builder()
                .dimensions(2).shingleSize(1).numberOfTrees(50).sampleSize(256).randomSeed(1).build();
        Random random = new Random(1);
        String atOnce = "";
        String message = "none";
        int failed = 0;
        for (int i = 0; i < 3000; i++) {
            double[] record = {random.nextGaussian(), random.nextGaussian()};
            record[0] = i == 1000 ? odd : record[0];
            try {
                double score = forest.process(record, i).getRCFScore();
                atOnce = i == 1000 ? "score " + (Double.isNaN(score) ? "NaN" : "finite") : atOnce;
            } catch (RuntimeException e) {
                failed++;
                message = e.getClass().getSimpleName() + " " + e.getMessage();
            }
        }
        System.out.println(odd + ": " + atOnce + ", then " + failed + " of 1999 good records raise, the last: " + message);
    }
}
EOF
mvn -B -q dependency:copy-dependencies -DoutputDirectory=lib > mvn.log 2>&1 || { cat mvn.log; exit 1; }
java -cp 'lib/*' Forest.java > out
echo "randomcutforest $version: one NaN spoils the forest"
cat out
raised=$(sed -n 's/^NaN: score NaN, then \([0-9]*\) of 1999 .*IllegalStateException store is full$/\1/p' out)
grep -q '^0.0: score finite, then 0 of' out && grep -q '^Infinity: .*then 0 of' out && [ "${raised:-0}" -gt 1000 ] \
  || { echo "the behaviour has changed"; exit 1; }
