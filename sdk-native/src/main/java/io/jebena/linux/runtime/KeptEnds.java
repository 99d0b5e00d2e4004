// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.Pipe;
import org.jspecify.annotations.Nullable;

/** Both ends of the streams of a container that outlives this JVM, none of them this JVM's: its keeper gets them all. */
final class KeptEnds implements AutoCloseable {
    private final @Nullable Fd[] child = new Fd[3];
    private final @Nullable Fd[] ours = new Fd[3];

    private KeptEnds() {}

    static KeptEnds open(ContainerSpec spec) {
        KeptEnds ends = new KeptEnds();
        try {
            if (!spec.tty()) {
                ends.openInput(spec.stdin());
                ends.openOutput(1, spec.stdout());
                ends.openOutput(2, spec.stderr());
            }
            return ends;
        } catch (RuntimeException | Error e) {
            ends.close();
            throw e;
        }
    }

    private void openInput(Input input) {
        if (input.kind() == Input.Kind.OPEN) {
            Pipe pipe = Pipe.open();
            child[0] = pipe.readEnd();
            ours[0] = pipe.writeEnd();
        }
    }

    private void openOutput(int stream, Output output) {
        if (output.kind() == Output.Kind.CAPTURE) {
            Pipe pipe = Pipe.open();
            child[stream] = pipe.writeEnd();
            ours[stream] = pipe.readEnd();
        }
    }

    /** The process's end of a stream, or null where it gets its own /dev/null. */
    @Nullable
    Fd child(int stream) {
        return child[stream];
    }

    @Nullable
    Fd ours(int stream) {
        return ours[stream];
    }

    @Override
    public void close() {
        for (int i = 0; i < child.length; i++) {
            close(child[i]);
            close(ours[i]);
        }
    }

    private static void close(@Nullable Fd end) {
        if (end != null) {
            end.close();
        }
    }
}
