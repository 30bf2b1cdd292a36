// SPDX-License-Identifier: Apache-2.0
import ai.djl.engine.Engine;

/** Run once while an image is built: loads PyTorch, which unpacks its natives into DJL_CACHE_DIR. */
public final class UnpackNatives {
    private UnpackNatives() {}

    public static void main(String[] arguments) {
        System.out.println(Engine.getInstance());
    }
}
