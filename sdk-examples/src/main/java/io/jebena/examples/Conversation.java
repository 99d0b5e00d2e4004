// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.container.Attachment;
import io.jebena.container.Container;
import io.jebena.container.ExitStatus;
import io.jebena.error.ContainerException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A container whose terminal is shown at the one that this program was started at. */
final class Conversation {
    private final Container container;
    private final boolean interactive;

    Conversation(Container container, boolean interactive) {
        this.container = container;
        this.interactive = interactive;
    }

    /** Starts the container, and returns when it has ended and all was shown. */
    ExitStatus hold() {
        Optional<OwnTerminal> own = OwnTerminal.find();
        OutputStream out = new FileOutputStream(java.io.FileDescriptor.out);
        try (Attachment attachment = container.attach(a -> a.stdout(out).detachKeys(""))) {
            container.start();
            own.ifPresent(terminal -> {
                SignalRelay.watch("WINCH", () -> resize(terminal));
                if (interactive) {
                    terminal.raw();
                }
            });
            if (interactive) {
                type(attachment.stdin());
            }
            ExitStatus status = container.waitFor();
            attachment.ended().join();
            return status;
        } finally {
            own.ifPresent(OwnTerminal::close);
        }
    }

    private void resize(OwnTerminal terminal) {
        try {
            terminal.size().ifPresent(container::resize);
        } catch (ContainerException e) {
            // it has ended meanwhile
        }
    }

    /** In a thread that the JVM's end does not wait for: a read of a terminal cannot be broken off. */
    private static void type(OutputStream stdin) {
        Thread thread = new Thread(
                () -> {
                    try (stdin) {
                        System.in.transferTo(stdin);
                    } catch (IOException e) {
                        // it has ended meanwhile
                    }
                },
                "typing");
        thread.setDaemon(true);
        thread.start();
    }
}
