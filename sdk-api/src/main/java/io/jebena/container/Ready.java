// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** When a container is ready to be used. See {@link Container#awaitReady}. Immutable. */
public abstract sealed class Ready {
    private static final int MAX_PORT = 65535;
    private static final int FIRST_SUCCESS = 200;
    private static final int FIRST_ERROR = 400;

    private Ready() {}

    /**
     * A line of the output, of either stream, contains a text.
     *
     * @param text the text
     * @return the condition
     */
    public static Ready logLine(String text) {
        requireNonNull(text, "text");
        return logLine(text, 1);
    }

    /**
     * Lines of the output, of either stream, contain a text.
     *
     * @param text the text
     * @param times how many lines must, 1 or more
     * @return the condition
     * @throws InvalidSpecException if that is less than 1
     */
    public static Ready logLine(String text, int times) {
        requireNonNull(text, "text");
        return new LogLine(Pattern.compile(Pattern.quote(text)), times);
    }

    /**
     * Lines of the output, of either stream, contain a match of a regular expression.
     *
     * @param regex as {@link Pattern} reads it
     * @param times how many lines must, 1 or more
     * @return the condition
     * @throws InvalidSpecException if the expression is malformed, or the number less than 1
     */
    public static Ready logPattern(String regex, int times) {
        requireNonNull(regex, "regex");
        try {
            return new LogLine(Pattern.compile(regex), times);
        } catch (PatternSyntaxException e) {
            throw new InvalidSpecException("ready", String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * A TCP port takes connections in the container's own network.
     *
     * @param port 1 to 65535
     * @return the condition
     * @throws InvalidSpecException if it is out of range
     */
    public static Ready port(int port) {
        return new Port(port);
    }

    /**
     * A GET over HTTP/1.1 is answered with a status from 200 to 399, in the container's own network.
     *
     * @param port 1 to 65535
     * @param path begins with {@code /}
     * @return the condition
     * @throws InvalidSpecException if the port is out of range, or the path is none
     */
    public static Ready http(int port, String path) {
        requireNonNull(path, "path");
        return http(port, path, status -> status >= FIRST_SUCCESS && status < FIRST_ERROR);
    }

    /**
     * A GET over HTTP/1.1 is answered with an expected status, in the container's own network.
     *
     * @param port 1 to 65535
     * @param path begins with {@code /}
     * @param expected true for a status that is meant
     * @return the condition
     * @throws InvalidSpecException if the port is out of range, or the path is none
     */
    public static Ready http(int port, String path, IntPredicate expected) {
        requireNonNull(path, "path");
        requireNonNull(expected, "expected");
        return new Http(port, path, expected);
    }

    /**
     * A command that is executed in the container ends with 0.
     *
     * @param command the program and its arguments
     * @return the condition
     * @throws InvalidSpecException if it is empty
     */
    public static Ready exec(String... command) {
        requireNonNull(command, "command");
        return new Exec(ExecSpec.builder().command(command).build());
    }

    /**
     * Its health check says so.
     *
     * @return the condition
     */
    public static Ready healthy() {
        return new Healthy();
    }

    /**
     * Several conditions have all come true, in any order.
     *
     * @param conditions the conditions
     * @return the condition
     */
    public static Ready all(Ready... conditions) {
        requireNonNull(conditions, "conditions");
        return new All(List.of(conditions));
    }

    /**
     * One of several conditions has come true.
     *
     * @param conditions the conditions
     * @return the condition
     * @throws InvalidSpecException if there are none
     */
    public static Ready any(Ready... conditions) {
        requireNonNull(conditions, "conditions");
        return new Any(List.of(conditions));
    }

    private static int checkPort(int port) {
        if (port < 1 || port > MAX_PORT) {
            throw new InvalidSpecException("ready", "port " + port + " is not from 1 to " + MAX_PORT);
        }
        return port;
    }

    /** Lines of the output match. */
    public static final class LogLine extends Ready {
        private final Pattern pattern;
        private final int times;

        private LogLine(Pattern pattern, int times) {
            if (times < 1) {
                throw new InvalidSpecException("ready", "a line is to come " + times + " times: 1 or more");
            }
            this.pattern = pattern;
            this.times = times;
        }

        /**
         * What is looked for in each line.
         *
         * @return the expression
         */
        public Pattern pattern() {
            return pattern;
        }

        /**
         * How many lines must match.
         *
         * @return 1 or more
         */
        public int times() {
            return times;
        }

        @Override
        public String toString() {
            return "log line \"" + pattern + "\"" + (times == 1 ? "" : " " + times + " times");
        }
    }

    /** A TCP port takes connections. */
    public static final class Port extends Ready {
        private final int port;

        private Port(int port) {
            this.port = checkPort(port);
        }

        /**
         * The port in the container.
         *
         * @return 1 to 65535
         */
        public int port() {
            return port;
        }

        @Override
        public String toString() {
            return "port " + port;
        }
    }

    /** An HTTP request is answered as expected. */
    public static final class Http extends Ready {
        private final int port;
        private final String path;
        private final IntPredicate expected;

        private Http(int port, String path, IntPredicate expected) {
            this.port = checkPort(port);
            if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new InvalidSpecException(
                        "ready", "\"" + path + "\" is no path: begin with '/' and encode what is not plain ASCII");
            }
            this.path = path;
            this.expected = expected;
        }

        /**
         * The port in the container.
         *
         * @return 1 to 65535
         */
        public int port() {
            return port;
        }

        /**
         * What is asked for.
         *
         * @return begins with {@code /}
         */
        public String path() {
            return path;
        }

        /**
         * Which status is meant.
         *
         * @return true for one that is meant
         */
        public IntPredicate expected() {
            return expected;
        }

        @Override
        public String toString() {
            return "http port " + port + " " + path;
        }
    }

    /** A command ends with 0. */
    public static final class Exec extends Ready {
        private final ExecSpec spec;

        private Exec(ExecSpec spec) {
            this.spec = spec;
        }

        /**
         * What is executed.
         *
         * @return the command
         */
        public ExecSpec spec() {
            return spec;
        }

        @Override
        public String toString() {
            return "exec " + spec;
        }
    }

    /** The health check says so. */
    public static final class Healthy extends Ready {
        private Healthy() {}

        @Override
        public String toString() {
            return "healthy";
        }
    }

    /** All of several. */
    public static final class All extends Ready {
        private final List<Ready> conditions;

        private All(List<Ready> conditions) {
            this.conditions = conditions;
        }

        /**
         * The conditions.
         *
         * @return unmodifiable
         */
        public List<Ready> conditions() {
            return conditions;
        }

        @Override
        public String toString() {
            return "all of " + conditions;
        }
    }

    /** One of several. */
    public static final class Any extends Ready {
        private final List<Ready> conditions;

        private Any(List<Ready> conditions) {
            if (conditions.isEmpty()) {
                throw new InvalidSpecException("ready", "any of no conditions never comes true: name one");
            }
            this.conditions = conditions;
        }

        /**
         * The conditions.
         *
         * @return unmodifiable, not empty
         */
        public List<Ready> conditions() {
            return conditions;
        }

        @Override
        public String toString() {
            return "any of " + conditions;
        }
    }
}
