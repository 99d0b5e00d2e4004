// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.oci.store.StoreLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlockStoreLockTest {
    @TempDir
    Path folder;

    private final StoreLock lock = new FlockStoreLock();

    @Test
    void shared_twice_keepsExclusiveOut() {
        Path file = folder.resolve("lock");
        StoreLock.Held first = lock.shared(file);
        StoreLock.Held second = lock.shared(file);

        assertThat(lock.tryExclusive(file)).isEmpty();
        first.close();
        assertThat(lock.tryExclusive(file)).isEmpty();
        second.close();

        assertThat(lock.tryExclusive(file)).hasValueSatisfying(StoreLock.Held::close);
    }

    /** What a POSIX record lock would not survive. */
    @Test
    void exclusive_fileOpenedAndClosedByOthers_stillHeld() throws IOException {
        Path file = folder.resolve("lock");
        try (StoreLock.Held held = lock.exclusive(file)) {
            Files.readAllBytes(file);
            assertThat(held).isNotNull();
            assertThat(lock.tryExclusive(file)).isEmpty();
        }
    }

    @Test
    void exclusive_heldByAnotherThread_waits() throws Exception {
        Path file = folder.resolve("lock");
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            StoreLock.Held held = lock.exclusive(file);
            Future<Boolean> other = pool.submit(() -> {
                lock.exclusive(file).close();
                return true;
            });
            assertThat(other.isDone()).isFalse();
            held.close();
            assertThat(other.get()).isTrue();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void exclusive_seenByFlockProgram_excluded() throws Exception {
        Path file = folder.resolve("lock");
        StoreLock.Held held = lock.exclusive(file);

        assertThat(flock(file)).isEqualTo(1);
        held.close();
        assertThat(flock(file)).isZero();
    }

    private static int flock(Path file) throws IOException, InterruptedException {
        return new ProcessBuilder("flock", "-n", file.toString(), "true")
                .start()
                .waitFor();
    }
}
