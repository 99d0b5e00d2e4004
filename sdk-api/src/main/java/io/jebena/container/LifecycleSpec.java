// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.log.LogOptions;
import io.jebena.value.HealthCheck;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of {@link ContainerSpec} that says how the container is called, how it lives and how it ends. */
abstract sealed class LifecycleSpec extends ConfinedSpec permits ContainerSpec {
    private final @Nullable String name;
    private final Map<String, String> labels;
    private final boolean autoRemove;
    private final @Nullable Signal stopSignal;
    private final Duration stopTimeout;
    private final RestartPolicy restart;
    private final boolean init;
    private final @Nullable HealthCheck healthCheck;
    private final boolean detached;
    private final @Nullable Path cidFile;
    private final LogOptions log;

    LifecycleSpec(LifecycleBuilder<?> builder) {
        super(builder);
        name = builder.name;
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(builder.labels));
        autoRemove = builder.autoRemove;
        stopSignal = builder.stopSignal;
        stopTimeout = builder.stopTimeout;
        restart = builder.restart;
        init = builder.init;
        healthCheck = builder.healthCheck;
        detached = builder.detached;
        cidFile = builder.cidFile;
        log = builder.log;
    }

    /** Gives all of it to a builder. */
    final void copyLifecycleTo(LifecycleBuilder<?> builder) {
        copyConfinementTo(builder);
        builder.name = name;
        builder.labels.putAll(labels);
        builder.autoRemove = autoRemove;
        builder.stopSignal = stopSignal;
        builder.stopTimeout = stopTimeout;
        builder.restart = restart;
        builder.init = init;
        builder.healthCheck = healthCheck;
        builder.detached = detached;
        builder.cidFile = cidFile;
        builder.log = log;
    }

    /**
     * The name.
     *
     * @return empty if the engine is to give one
     */
    public final Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * Free notes, of which nothing inside the container knows.
     *
     * @return unmodifiable, in the order they were set
     */
    public final Map<String, String> labels() {
        return labels;
    }

    /**
     * Whether the container is removed when it ends.
     *
     * @return false unless set
     */
    public final boolean autoRemove() {
        return autoRemove;
    }

    /**
     * The signal that asks the first process to stop.
     *
     * @return empty for the image's own, or {@code SIGTERM}
     */
    public final Optional<Signal> stopSignal() {
        return Optional.ofNullable(stopSignal);
    }

    /**
     * How long the first process may take to stop before it is killed.
     *
     * @return 10 seconds unless set
     */
    public final Duration stopTimeout() {
        return stopTimeout;
    }

    /**
     * Whether it is started again when its first process has ended.
     *
     * @return {@link RestartPolicy#NEVER} unless set
     */
    public final RestartPolicy restart() {
        return restart;
    }

    /**
     * Whether a small program of the engine is its first process.
     *
     * @return false unless set
     */
    public final boolean init() {
        return init;
    }

    /**
     * What tells whether it works.
     *
     * @return empty for the image's own
     */
    public final Optional<HealthCheck> healthCheck() {
        return Optional.ofNullable(healthCheck);
    }

    /**
     * Whether it goes on when the engine is closed or the Java process ends.
     *
     * @return false unless set
     */
    public final boolean detached() {
        return detached;
    }

    /**
     * The file that its id is written to.
     *
     * @return an absolute path
     */
    public final Optional<Path> cidFile() {
        return Optional.ofNullable(cidFile);
    }

    /**
     * How captured output is kept.
     *
     * @return {@link LogOptions#DEFAULT} unless set
     */
    public final LogOptions log() {
        return log;
    }
}
