// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.ContainerException;
import io.jebena.error.DeadlineException;
import io.jebena.error.OperationInterruptedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** Blocks on futures and throws what they hold, in this project's exceptions. */
final class Waiting {
    /** A limit that no wait reaches. */
    static final Duration FOR_EVER = Duration.ofDays(36500);

    private Waiting() {}

    static void lock(ReentrantLock lock, Duration limit, String operation) {
        try {
            if (!lock.tryLock() && !lock.tryLock(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS)) {
                throw new DeadlineException(operation, limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(operation, e);
        }
    }

    static <T> T forEver(CompletableFuture<T> future, String operation) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(operation, e);
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    static <T> T atMost(CompletableFuture<T> future, Duration limit, String operation) {
        try {
            return future.get(Math.max(0, TimeUnit.NANOSECONDS.convert(limit)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineException(operation, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(operation, e);
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    /** A copy for a caller, whose continuations must not run in the thread that completes ours. */
    static <T> CompletableFuture<T> elsewhere(CompletableFuture<T> future, Executor executor) {
        return future.isDone() ? future.copy() : future.thenApplyAsync(UnaryOperator.identity(), executor);
    }

    static void pause(long millis, String operation) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(operation, e);
        }
    }

    private static RuntimeException cause(ExecutionException e) {
        if (e.getCause() instanceof ContainerException known) {
            return known;
        }
        return new ContainerException("the operation failed: " + e.getCause(), e);
    }
}
