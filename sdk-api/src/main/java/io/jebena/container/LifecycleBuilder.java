// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import io.jebena.value.Names;
import io.jebena.value.Signal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link ContainerSpec.Builder} that says how the container is called and how it ends.
 *
 * @param <B> the builder itself
 */
abstract sealed class LifecycleBuilder<B extends LifecycleBuilder<B>> extends ConfinementBuilder<B>
        permits ContainerSpec.Builder {
    private static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(10);

    @Nullable
    String name;

    final Map<String, String> labels = new LinkedHashMap<>();
    boolean throwAway;
    boolean autoRemove;

    @Nullable
    Signal stopSignal;

    Duration stopTimeout = DEFAULT_STOP_TIMEOUT;

    /**
     * Sets the name.
     *
     * @param name 2 to 255 letters, digits, {@code _}, {@code .} and {@code -}, the first a letter or digit
     * @return this
     * @throws InvalidSpecException naming the character that is wrong
     */
    public B name(String name) {
        requireNonNull(name, "name");
        this.name = Rules.named("name", () -> Names.check(name));
        return self();
    }

    /**
     * Replaces the labels.
     *
     * @param labels names and values, in the order to keep
     * @return this
     * @throws InvalidSpecException if a name is empty, or something has a zero character
     */
    public B labels(Map<String, String> labels) {
        Map<String, String> copy = Rules.labels(labels);
        this.labels.clear();
        this.labels.putAll(copy);
        return self();
    }

    /**
     * Sets one label.
     *
     * @param name its name
     * @param value its value
     * @return this
     * @throws InvalidSpecException if the name is empty, or something has a zero character
     */
    public B putLabel(String name, String value) {
        Rules.putLabel(labels, requireNonNull(name, "name"), value);
        return self();
    }

    /**
     * Sets whether what is written to the root goes to a layer that is never synchronised to disk: faster, and gone with
     * the container.
     *
     * @param throwAway true to make it so
     * @return this
     */
    public B throwAway(boolean throwAway) {
        this.throwAway = throwAway;
        return self();
    }

    /**
     * Sets whether the container is removed when it ends, also if it could not be started.
     *
     * @param autoRemove true to remove it
     * @return this
     */
    public B autoRemove(boolean autoRemove) {
        this.autoRemove = autoRemove;
        return self();
    }

    /**
     * Sets the signal that asks the first process to stop.
     *
     * @param stopSignal the signal
     * @return this
     */
    public B stopSignal(Signal stopSignal) {
        this.stopSignal = requireNonNull(stopSignal, "stopSignal");
        return self();
    }

    /**
     * Sets the signal that asks the first process to stop.
     *
     * @param stopSignal as {@link Signal#parse(String)} reads it
     * @return this
     * @throws InvalidSpecException naming the text if it is no signal
     */
    public B stopSignal(String stopSignal) {
        requireNonNull(stopSignal, "stopSignal");
        return stopSignal(Rules.named("stopSignal", () -> Signal.parse(stopSignal)));
    }

    /**
     * Sets how long the first process may take to stop before it is killed.
     *
     * @param stopTimeout 0 or more
     * @return this
     * @throws InvalidSpecException if it is negative
     */
    public B stopTimeout(Duration stopTimeout) {
        if (requireNonNull(stopTimeout, "stopTimeout").isNegative()) {
            throw new InvalidSpecException("stopTimeout", stopTimeout + " is negative");
        }
        this.stopTimeout = stopTimeout;
        return self();
    }
}
