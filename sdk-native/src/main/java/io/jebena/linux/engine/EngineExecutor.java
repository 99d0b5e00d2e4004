// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs what may block: in the caller's executor where one was given, else in daemon threads of our own. */
final class EngineExecutor implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Executor delegate;
    private final @Nullable ExecutorService own;

    EngineExecutor(Optional<Executor> given) {
        if (given.isPresent()) {
            delegate = given.get();
            own = null;
        } else {
            own = new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    EngineExecutor::thread);
            delegate = own;
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "jebena-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        delegate.execute(task);
    }

    @Override
    public void close() {
        if (own != null) {
            own.shutdown();
        }
    }
}
