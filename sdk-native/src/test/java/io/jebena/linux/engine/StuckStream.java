// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.Jebena;
import io.jebena.container.Output;
import io.jebena.engine.ContainerEngine;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A stream that takes nothing, and does not heed an interrupt either. Main: a JVM that ends with such a one in use. */
final class StuckStream extends OutputStream {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final Semaphore way = new Semaphore(0);

    @Override
    public void write(int b) {
        reached.countDown();
        way.acquireUninterruptibly();
        way.release();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        write(0);
    }

    /** Waits until somebody hangs in a write. */
    void awaitWrite() throws InterruptedException {
        reached.await();
    }

    /** Lets all writes through from now on. */
    void release() {
        way.release();
    }

    /** Arguments: engine root, root of the container. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        ContainerEngine engine = Jebena.open(options -> options.root(Path.of(arguments[0])));
        StuckStream stuck = new StuckStream();
        engine.containers()
                .create(c -> c.rootfs(Path.of(arguments[1]))
                        .command("sh", "-c", "echo x; exec sleep 1000")
                        .stdout(Output.to(stuck)))
                .start();
        stuck.awaitWrite();
        System.out.println("stuck");
        System.exit(0);
    }
}
