// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.error.OperationInterruptedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for the record of a container to change that another JVM writes. */
public final class RecordWatch implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(RecordWatch.class.getName());

    /** Where the kernel has no watch left to give. */
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final @Nullable WatchService service;

    private RecordWatch(@Nullable WatchService service) {
        this.service = service;
    }

    /**
     * Begins to watch; a change from now on ends the next wait.
     *
     * @param root engine root
     * @param id container's id
     * @return to be closed; empty if there is no such container
     */
    public static Optional<RecordWatch> open(EngineRoot root, String id) {
        Path directory = root.container(id);
        WatchService service = null;
        try {
            service = directory.getFileSystem().newWatchService();
            directory.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return Optional.of(new RecordWatch(service));
        } catch (NoSuchFileException e) {
            close(service);
            return Optional.empty();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "cannot watch " + directory, e);
            close(service);
            return Optional.of(new RecordWatch(null));
        }
    }

    private static void close(@Nullable WatchService service) {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "cannot end a watch", e);
            }
        }
    }

    /**
     * Waits until something may have changed.
     *
     * @param limit how long at most
     * @throws OperationInterruptedException if the thread is interrupted
     */
    public void await(Duration limit) {
        try {
            if (service == null) {
                TimeUnit.MILLISECONDS.sleep(Math.min(LOOK_AGAIN_MILLIS, limit.toMillis() + 1));
                return;
            }
            WatchKey key = service.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException("waiting for a container of another Java process", e);
        }
    }

    @Override
    public void close() {
        close(service);
    }
}
