// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.value.Subscription;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** A caller's streams, connected to a container's first process. Closing it leaves the process alone. Thread-safe. */
public interface Attachment extends Subscription {
    /**
     * The process's standard input.
     *
     * @return takes what the process is to read; closing it gives the process the end of file if the attachment was made so
     * @throws io.jebena.error.ContainerStateException if standard input is not {@link Input#open()}
     */
    OutputStream stdin();

    /**
     * The end of the attachment: the process has ended and everything it wrote was delivered, or the caller has detached.
     *
     * @return completed with true for the process's end, false for detaching
     */
    CompletableFuture<Boolean> ended();
}
