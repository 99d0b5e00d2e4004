// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command that is executed in a running container again and again, to tell whether it works. Exit code 0 is healthy,
 * everything else is not. What is not set is as the image has it, else the default. Immutable.
 */
public final class HealthCheck {
    /** None, also if the image has one. */
    public static final HealthCheck NONE = builder().test(List.of("NONE")).build();

    /** Time between two probes, and the longest that one may take, unless set. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    /** Time between two probes while the container starts, unless set. */
    public static final Duration DEFAULT_START_INTERVAL = Duration.ofSeconds(5);

    /** Failures in a row that make a container unhealthy, unless set. */
    public static final int DEFAULT_RETRIES = 3;

    private final List<String> test;
    private final @Nullable Duration interval;
    private final @Nullable Duration timeout;
    private final @Nullable Duration startPeriod;
    private final @Nullable Duration startInterval;
    private final int retries;

    private HealthCheck(Builder builder) {
        test = builder.test;
        interval = builder.interval;
        timeout = builder.timeout;
        startPeriod = builder.startPeriod;
        startInterval = builder.startInterval;
        retries = builder.retries;
    }

    /**
     * Starts with nothing set.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What is executed, as the OCI image's {@code Healthcheck.Test} has it: {@code CMD} and a command, {@code CMD-SHELL} and a
     * line for the image's shell, or {@code NONE}.
     *
     * @return unmodifiable; empty for the image's own
     */
    public List<String> test() {
        return test;
    }

    /**
     * Time from the end of one probe to the next.
     *
     * @return empty for the image's own, else {@link #DEFAULT_INTERVAL}
     */
    public Optional<Duration> interval() {
        return Optional.ofNullable(interval);
    }

    /**
     * The longest that a probe may take; then it is killed and has failed.
     *
     * @return empty for the image's own, else {@link #DEFAULT_INTERVAL}
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /**
     * How long after the start failures do not count.
     *
     * @return empty for the image's own, else 0
     */
    public Optional<Duration> startPeriod() {
        return Optional.ofNullable(startPeriod);
    }

    /**
     * Time between probes in the start period until the first success.
     *
     * @return empty for the image's own, else {@link #DEFAULT_START_INTERVAL}
     */
    public Optional<Duration> startInterval() {
        return Optional.ofNullable(startInterval);
    }

    /**
     * Failures in a row that make it unhealthy.
     *
     * @return 0 for the image's own, else {@link #DEFAULT_RETRIES}
     */
    public int retries() {
        return retries;
    }

    /**
     * Whether there is to be none.
     *
     * @return true for {@link #NONE}
     */
    public boolean none() {
        return test.equals(NONE.test);
    }

    /**
     * This check where it is set, and another one where it is not: as a container's own lies over its image's.
     *
     * @param other what is to hold where this has nothing
     * @return the check
     */
    public HealthCheck over(HealthCheck other) {
        Builder builder = builder();
        builder.test = test.isEmpty() ? other.test : test;
        builder.interval = interval == null ? other.interval : interval;
        builder.timeout = timeout == null ? other.timeout : timeout;
        builder.startPeriod = startPeriod == null ? other.startPeriod : startPeriod;
        builder.startInterval = startInterval == null ? other.startInterval : startInterval;
        builder.retries = retries == 0 ? other.retries : retries;
        return builder.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HealthCheck check && check.parts().equals(parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(test, interval(), timeout(), startPeriod(), startInterval(), retries);
    }

    /** The command. */
    @Override
    public String toString() {
        return String.join(" ", test);
    }

    /** Collects a check. Not thread-safe. */
    public static final class Builder {
        private static final Duration SHORTEST = Duration.ofMillis(1);

        private List<String> test = List.of();
        private @Nullable Duration interval;
        private @Nullable Duration timeout;
        private @Nullable Duration startPeriod;
        private @Nullable Duration startInterval;
        private int retries;

        private Builder() {}

        /**
         * Sets the program to execute and its arguments.
         *
         * @param command one or more
         * @return this
         * @throws IllegalArgumentException if it is empty or a part has a zero character
         */
        public Builder command(String... command) {
            requireAll(Arrays.asList(requireNonNull(command, "command")), "command");
            if (command.length == 0) {
                throw new IllegalArgumentException("the command is empty: name the program to run");
            }
            return parts(concat("CMD", List.of(command)));
        }

        /**
         * Sets a line for the image's shell, else {@code /bin/sh -c}.
         *
         * @param line the line
         * @return this
         * @throws IllegalArgumentException if it has a zero character
         */
        public Builder shell(String line) {
            requireNonNull(line, "line");
            return parts(List.of("CMD-SHELL", line));
        }

        /**
         * Sets what is executed, as the OCI image's {@code Healthcheck.Test} has it.
         *
         * @param test as {@link HealthCheck#test()} gives it
         * @return this
         * @throws IllegalArgumentException if it is of no known form
         */
        public Builder test(Collection<String> test) {
            requireAll(requireNonNull(test, "test"), "test");
            List<String> parts = List.copyOf(test);
            String kind = parts.isEmpty() ? "" : parts.get(0);
            boolean known =
                    switch (kind) {
                        case "" -> parts.isEmpty();
                        case "NONE" -> parts.size() == 1;
                        case "CMD", "CMD-SHELL" -> parts.size() > 1;
                        default -> false;
                    };
            if (!known) {
                throw new IllegalArgumentException(
                        parts + " does not begin with CMD or CMD-SHELL and a command, nor is it NONE");
            }
            return parts(parts);
        }

        private static void requireAll(Collection<String> parts, String name) {
            parts.forEach(part -> requireNonNull(part, name));
        }

        private Builder parts(List<String> parts) {
            for (String part : parts) {
                if (part.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("\"" + part.replace('\0', '?') + "\" has a zero character");
                }
            }
            test = List.copyOf(parts);
            return this;
        }

        private static List<String> concat(String first, List<String> rest) {
            List<String> all = new ArrayList<>(List.of(first));
            all.addAll(rest);
            return all;
        }

        /**
         * Sets the time from the end of one probe to the next.
         *
         * @param interval 1 ms or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder interval(Duration interval) {
            requireNonNull(interval, "interval");
            this.interval = atLeast("interval", SHORTEST, interval);
            return this;
        }

        /**
         * Sets the longest that a probe may take.
         *
         * @param timeout 1 ms or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder timeout(Duration timeout) {
            requireNonNull(timeout, "timeout");
            this.timeout = atLeast("timeout", SHORTEST, timeout);
            return this;
        }

        /**
         * Sets how long after the start failures do not count.
         *
         * @param startPeriod 0 or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder startPeriod(Duration startPeriod) {
            requireNonNull(startPeriod, "startPeriod");
            this.startPeriod = atLeast("start period", Duration.ZERO, startPeriod);
            return this;
        }

        /**
         * Sets the time between probes in the start period until the first success.
         *
         * @param startInterval 1 ms or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder startInterval(Duration startInterval) {
            requireNonNull(startInterval, "startInterval");
            this.startInterval = atLeast("start interval", SHORTEST, startInterval);
            return this;
        }

        private static Duration atLeast(String what, Duration least, Duration value) {
            Objects.requireNonNull(value, what);
            if (value.compareTo(least) < 0) {
                throw new IllegalArgumentException(what + " " + value + " is below " + least.toMillis() + " ms");
            }
            return value;
        }

        /**
         * Sets how many failures in a row make it unhealthy.
         *
         * @param retries 1 or more, or 0 for the image's own
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder retries(int retries) {
            if (retries < 0) {
                throw new IllegalArgumentException("retries " + retries + " is negative");
            }
            this.retries = retries;
            return this;
        }

        /**
         * The check.
         *
         * @return a new check
         */
        public HealthCheck build() {
            return new HealthCheck(this);
        }
    }
}
