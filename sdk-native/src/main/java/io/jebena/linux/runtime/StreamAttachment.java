// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.log.ByteSource;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.log.LogFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Copies what a container writes to the streams of one who is attached. It reads what is kept anyway, at its own pace: a stream
 * that blocks holds up itself alone.
 */
final class StreamAttachment implements Attachment {
    private static final System.Logger LOGGER = System.getLogger(StreamAttachment.class.getName());
    private static final int CHUNK = 64 * 1024;

    private final ContainerRecord container;
    private final ByteSource source;
    private final @Nullable AttachedInput stdin;
    private final ContainerEvents events;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private @Nullable OutputStream stdout;
    private @Nullable OutputStream stderr;
    private @Nullable Thread thread;

    /**
     * An attachment that does not copy yet.
     *
     * @param options whose streams
     * @param container the container
     * @param source what it writes; owned by the attachment
     * @param stdin its standard input, null if nobody can write to it
     * @param events is told of detaching
     */
    StreamAttachment(
            AttachOptions options,
            ContainerRecord container,
            ByteSource source,
            @Nullable OutputStream stdin,
            ContainerEvents events) {
        this.container = container;
        this.source = source;
        this.events = events;
        this.stdout = options.stdout().orElse(null);
        this.stderr = options.stderr().orElse(null);
        this.stdin = stdin == null
                ? null
                : new AttachedInput(
                        stdin,
                        options.closeStdin(),
                        container.spec().tty() ? options.detachKeys() : java.util.List.of(),
                        this::close);
    }

    /** Copies until the end. */
    void copy() {
        try {
            if (begin()) {
                copyAll();
            }
            end(true);
        } catch (InterruptedException e) {
            end(false);
        } catch (ContainerException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the output cannot be read to its end", e);
            end(true);
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.WARNING, "an attachment to " + container.name() + " ends early", e);
            end(true);
        }
    }

    private synchronized boolean begin() {
        thread = Thread.currentThread();
        return !ended.isDone();
    }

    private void copyAll() throws InterruptedException {
        byte[] chunk = new byte[CHUNK];
        for (int got = source.read(chunk, 0, CHUNK); got > 0; got = source.read(chunk, 0, CHUNK)) {
            if (source.stream() == LogFrame.Stream.STDOUT) {
                stdout = write(stdout, chunk, got);
            } else {
                stderr = write(stderr, chunk, got);
            }
        }
    }

    private @Nullable OutputStream write(@Nullable OutputStream target, byte[] bytes, int length) {
        if (target == null) {
            return null;
        }
        try {
            target.write(bytes, 0, length);
            target.flush();
            return target;
        } catch (IOException | RuntimeException | Error e) {
            if (!ended.isDone()) {
                LOGGER.log(System.Logger.Level.WARNING, "the stream given to attach failed: it gets no more", e);
            }
            return null;
        }
    }

    private boolean end(boolean processEnded) {
        synchronized (this) {
            thread = null;
            Thread.interrupted(); // was for this copy, not for what the thread does next
        }
        source.close();
        return ended.complete(processEnded);
    }

    @Override
    public OutputStream stdin() {
        AttachedInput input = stdin;
        if (input == null) {
            throw new ContainerStateException(
                    "write to stdin of", container.name(), "with Input.open()", "made without it");
        }
        return input;
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended.copy();
    }

    @Override
    public void close() {
        if (!ended.complete(false)) {
            return;
        }
        source.close();
        synchronized (this) {
            if (thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
        events.emit(container, "detach");
    }
}
