// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.log.LogFrame;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Copies what comes into a log, in a thread of its own. */
final class FakeAttachment implements Attachment {
    private final AttachOptions options;
    private final Supplier<OutputStream> stdin;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    FakeAttachment(FakeLog log, AttachOptions options, Supplier<OutputStream> stdin) {
        this.options = options;
        this.stdin = stdin;
        int from = options.replay() ? 0 : log.pieces();
        int run = log.run();
        Thread thread = new Thread(() -> copy(log, from, run), "fake-attachment");
        thread.setDaemon(true);
        thread.start();
    }

    private void copy(FakeLog log, int from, int run) {
        int next = from;
        for (LogFrame piece = log.piece(next, run); piece != null; piece = log.piece(next, run)) {
            next++;
            LogFrame now = piece;
            (piece.stream() == LogFrame.Stream.STDOUT ? options.stdout() : options.stderr())
                    .filter(target -> !ended.isDone())
                    .ifPresent(target -> write(target, now.bytes()));
        }
        ended.complete(true);
    }

    private static void write(OutputStream target, byte[] bytes) {
        try {
            target.write(bytes);
            target.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public OutputStream stdin() {
        return new FilterOutputStream(stdin.get()) {
            private boolean closed;

            @Override
            public void write(int b) throws IOException {
                if (closed) {
                    throw new IOException("closed");
                }
                out.write(b);
            }

            @Override
            public void close() throws IOException {
                closed = true;
                if (options.closeStdin()) {
                    out.close();
                }
            }
        };
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended.copy();
    }

    @Override
    public void close() {
        ended.complete(false);
    }
}
