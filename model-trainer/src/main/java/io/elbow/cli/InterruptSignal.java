// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Takes SIGINT over while it is open. A shutdown hook could not: once it runs, the JVM ends.
 *
 * <p>By reflection: javac warns of every use of {@code sun.misc.Signal}, and a platform without it, or a JVM started
 * with -Xrs, ends by Ctrl-C as it always did.
 */
final class InterruptSignal implements AutoCloseable {
    private static final String SIGNAL = "INT";

    private final Object handlerBefore;

    private InterruptSignal(Object handlerBefore) {
        this.handlerBefore = handlerBefore;
    }

    /** @param action run on a thread of its own for each signal */
    static InterruptSignal runs(Runnable action) {
        InvocationHandler handler = (proxy, method, args) -> {
            if (!method.getName().equals("handle")) {
                return method.invoke(action, args);
            }
            action.run();
            return null;
        };
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            return new InterruptSignal(install(
                    Proxy.newProxyInstance(InterruptSignal.class.getClassLoader(), new Class<?>[] {type}, handler)));
        } catch (ReflectiveOperationException | LinkageError e) {
            return new InterruptSignal(null);
        }
    }

    /** Returns the handler that was there before. */
    private static Object install(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Method handle = signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"));
        return handle.invoke(null, signal.getConstructor(String.class).newInstance(SIGNAL), handler);
    }

    @Override
    public void close() {
        if (handlerBefore == null) {
            return;
        }
        try {
            install(handlerBefore);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIGINT could be taken over but not given back", e);
        }
    }
}
