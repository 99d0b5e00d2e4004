// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.ExitStatus;
import io.jebena.error.NotFoundException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What of a fake container is waited for. */
final class FakeWaiters {
    final CompletableFuture<ExitStatus> removed = new CompletableFuture<>();
    private CompletableFuture<ExitStatus> nextEnd = new CompletableFuture<>();
    private CompletableFuture<ExitStatus> down = new CompletableFuture<>();

    synchronized CompletableFuture<ExitStatus> nextEnd() {
        return nextEnd;
    }

    synchronized CompletableFuture<ExitStatus> down() {
        return down;
    }

    synchronized void began() {
        if (down.isDone()) {
            down = new CompletableFuture<>();
        }
    }

    void ended(ExitStatus status, boolean forGood) {
        CompletableFuture<ExitStatus> end = nextEnd();
        synchronized (this) {
            nextEnd = new CompletableFuture<>();
        }
        end.complete(status);
        if (forGood) {
            down().complete(status);
        }
    }

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
