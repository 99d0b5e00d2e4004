// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExitStatus;
import io.jebena.error.NotFoundException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What of a container is waited for. Its futures are completed in the reactor's thread: what depends on them must not block. */
final class Waiters {
    private final CompletableFuture<ExitStatus> removed = new CompletableFuture<>();
    private CompletableFuture<ExitStatus> nextEnd = new CompletableFuture<>();
    private CompletableFuture<ExitStatus> down = new CompletableFuture<>();

    /** The next end of the first process. */
    synchronized CompletableFuture<ExitStatus> nextEnd() {
        return nextEnd;
    }

    /** The end that no restart follows: that of the run that is or is to come, else that of the last. */
    synchronized CompletableFuture<ExitStatus> down() {
        return down;
    }

    CompletableFuture<ExitStatus> removed() {
        return removed;
    }

    synchronized void began() {
        if (down.isDone()) {
            down = new CompletableFuture<>();
        }
    }

    void ended(ExitStatus status, boolean forGood) {
        CompletableFuture<ExitStatus> end;
        synchronized (this) {
            end = nextEnd;
            nextEnd = new CompletableFuture<>();
        }
        end.complete(status);
        if (forGood) {
            staysDown(status);
        }
    }

    /** No restart follows after all. */
    void staysDown(ExitStatus status) {
        down().complete(status);
    }

    /** It is gone, never started if there is no status. */
    void removed(String name, @Nullable ExitStatus last) {
        if (last == null) {
            NotFoundException gone = new NotFoundException("container", name);
            nextEnd().completeExceptionally(gone);
            down().completeExceptionally(gone);
            removed.completeExceptionally(gone);
        } else {
            nextEnd().complete(last);
            down().complete(last);
            removed.complete(last);
        }
    }
}
