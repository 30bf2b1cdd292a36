#!/usr/bin/env bash
# Guess:     In DJL, x.mul(3) inside a GradientCollector has the gradient 3, as x.mul(array of 3) has.
# Reality:   The number becomes a Java buffer that the engine borrows and that nothing holds on to. If the garbage collector
#            runs between the multiplication and backward(), the factor's memory is reused, and the gradient is whatever lies
#            there then. No error, no warning. A factor given as an NDArray made by a scalar create(float) keeps its value.
# Who:       Whoever writes a training loop by hand (losses with constant weights, Adam, annealing): rare wrong steps that look
#            like noise, and the more so the longer a step takes and the busier the heap is.
# Remedy:    Keep constants as NDArrays of the engine, made once, for as long as the graph lives.
# Date:      2026-11-30
# Needs:     JDK 17 or later, Maven. All lies in a temporary folder; about 120 MB are downloaded where Maven has none of it.
set -euo pipefail
djl=0.36.0
native=2.7.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > pom.xml <<EOF
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-engine</artifactId><version>$djl</version></dependency>
    <dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-jni</artifactId><version>$native-$djl</version></dependency>
    <dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-native-cpu</artifactId><version>$native</version><classifier>linux-x86_64</classifier></dependency>
  </dependencies>
</project>
EOF
cat > Factor.java <<'EOF'
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

public class Factor {
    public static void main(String[] args) throws Exception {
        System.out.println("number, no collection between: " + gradient(false, false));
        System.out.println("array, collection between: " + gradient(true, true));
        System.out.println("number, collection between: " + gradient(false, true));
    }

    /** The gradient of the sum of 3 x by x. */
    static float gradient(boolean asArray, boolean collect) throws Exception {
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.create(new float[] {1, 2});
            x.setRequiresGradient(true);
            NDArray sum = (asArray ? x.mul(manager.create(3f)) : x.mul(3)).sum();
            for (int i = 0; collect && i < 20; i++) {
                System.gc();
                Thread.sleep(50);
                manager.create(new float[] {7, 7, 7, 7}).close();
            }
            collector.backward(sum);
            return x.getGradient().toFloatArray()[0];
        }
    }
}
EOF
mvn -B -q dependency:copy-dependencies -DoutputDirectory=lib > mvn.log 2>&1 || { cat mvn.log; exit 1; }
DJL_CACHE_DIR="$work/cache" java -Dai.djl.offline=true -cp 'lib/*' Factor.java > out 2> err || { cat out err; exit 1; }

echo "DJL $djl, PyTorch $native: the factor of x.mul(3) is lost when a garbage collection comes before backward()"
cat out
grep -qx 'number, no collection between: 3.0' out && grep -qx 'array, collection between: 3.0' out \
  || { echo "changed: the cases that should hold do not"; exit 1; }
! grep -qx 'number, collection between: 3.0' out || { echo "changed: the factor survives now"; exit 1; }
