// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.container.Container;
import io.jebena.error.ContainerException;
import io.jebena.value.Signal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands the signals that would end this Java process to the first process of a container, which decides. A second interrupt
 * kills it: it may have no handler.
 *
 * <p>By reflection, since javac takes no use of {@code sun.misc} without a warning.
 */
final class SignalRelay {
    private static final List<Signal> RELAYED = List.of(Signal.HUP, Signal.INT, Signal.QUIT, Signal.TERM);

    private final Container container;
    private final List<Signal> early = new ArrayList<>();
    private boolean running;
    private boolean interrupted;

    private SignalRelay(Container container) {
        this.container = container;
    }

    /**
     * Takes the signals over, for the rest of this process's life; a JVM that does not give one away keeps it.
     *
     * @param container not started yet, so that no signal can come too early
     */
    static SignalRelay to(Container container) {
        SignalRelay relay = new SignalRelay(container);
        for (Signal signal : RELAYED) {
            watch(signal.name(), () -> relay.pass(signal));
        }
        return relay;
    }

    /**
     * Does something whenever a signal comes, for the rest of this process's life.
     *
     * @param signal its name, without {@code SIG}
     * @param action what to do, in a thread of its own
     */
    static void watch(String signal, Runnable action) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = type.getMethod("handle", type, handler);
            Object proxy = Proxy.newProxyInstance(
                    SignalRelay.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            take(handle, type.getConstructor(String.class).newInstance(signal), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", e);
        }
    }

    private static void take(Method handle, Object signal, Object handler) throws ReflectiveOperationException {
        try {
            handle.invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            // QUIT prints the stacks of this JVM's threads, unless it was started with -Xrs: then the others are not to
            // be had
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw e;
            }
        }
    }

    /** The container runs: it gets what came so far, and from now on what comes. */
    synchronized void begin() {
        running = true;
        early.forEach(this::pass);
    }

    private synchronized void pass(Signal signal) {
        if (!running) {
            early.add(signal);
            return;
        }
        boolean interrupt = signal.equals(Signal.INT);
        try {
            container.kill(interrupt && interrupted ? Signal.KILL : signal);
            interrupted |= interrupt;
        } catch (ContainerException e) {
            // it has ended meanwhile: whoever waits for it knows
        }
    }
}
