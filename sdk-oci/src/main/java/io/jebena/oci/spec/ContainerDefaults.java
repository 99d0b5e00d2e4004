// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.oci.json.JsonException;
import io.jebena.oci.json.JsonView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What containers of an image start with: the {@code config} member of its configuration. Immutable. */
public final class ContainerDefaults {
    /** No defaults at all. */
    static final ContainerDefaults NONE = read(JsonView.parse(new byte[] {'{', '}'}, "config"));

    /** Texts. */
    private final String user;

    /** Path. */
    private final String workingDirectory;

    /** Name or number. */
    private final String stopSignal;

    /** Time to stop. */
    private final Optional<Duration> stopTimeout;

    /** First words of the command. */
    private final List<String> entrypoint;

    /** Further words. */
    private final List<String> command;

    /** NAME=value. */
    private final List<String> environment;

    /** Port/protocol. */
    private final Set<String> exposedPorts;

    /** Paths. */
    private final Set<String> volumes;

    /** Free texts. */
    private final Map<String, String> labels;

    /** How to tell whether it works. */
    private final Optional<HealthCheck> healthCheck;

    /** For builds upon it. */
    private final List<String> onBuild;

    /** What runs commands given as text. */
    private final List<String> shell;

    /**
     * How to tell whether a container works.
     *
     * @param test {@code NONE}, or {@code CMD} and words, or {@code CMD-SHELL} and a line
     * @param timing when to ask
     * @param retries failures in a row that count, 0 for the default
     */
    public record HealthCheck(List<String> test, Timing timing, int retries) {
        /**
         * Copies the list.
         *
         * @param test {@code NONE}, or {@code CMD} and words, or {@code CMD-SHELL} and a line
         * @param timing when to ask
         * @param retries failures in a row that count, 0 for the default
         */
        public HealthCheck {
            test = List.copyOf(test);
        }
    }

    /**
     * When to ask whether a container works; zero means the default.
     *
     * @param interval between two checks
     * @param timeout of one check
     * @param startPeriod in which failures don't count
     * @param startInterval between two checks in that period
     */
    public record Timing(Duration interval, Duration timeout, Duration startPeriod, Duration startInterval) {}

    private ContainerDefaults(JsonView view) {
        user = text(view, "User");
        workingDirectory = text(view, "WorkingDir");
        stopSignal = view.string("StopSignal").orElse("");
        stopTimeout = view.number("StopTimeout").map(Duration::ofSeconds);
        entrypoint = texts(view, "Entrypoint");
        command = texts(view, "Cmd");
        environment = environment(view);
        exposedPorts = keys(view, "ExposedPorts");
        volumes = keys(view, "Volumes");
        labels = view.stringMap("Labels");
        labels.forEach((key, value) -> checked(view, "Labels", key + value));
        healthCheck = view.object("Healthcheck").map(ContainerDefaults::health);
        onBuild = view.strings("OnBuild");
        shell = texts(view, "Shell");
    }

    static ContainerDefaults read(JsonView view) {
        return new ContainerDefaults(view);
    }

    /** Go writes a set as an object whose members are empty objects. */
    private static Set<String> keys(JsonView view, String name) {
        return view.object(name)
                .map(o -> (Set<String>) new TreeSet<>(o.names()))
                .orElse(Set.of());
    }

    private static String text(JsonView view, String name) {
        return view.string(name).map(t -> checked(view, name, t)).orElse("");
    }

    private static List<String> texts(JsonView view, String name) {
        List<String> texts = view.strings(name);
        for (int i = 0; i < texts.size(); i++) {
            checked(view, name + "[" + i + "]", texts.get(i));
        }
        return texts;
    }

    private static List<String> environment(JsonView view) {
        List<String> variables = texts(view, "Env");
        for (int i = 0; i < variables.size(); i++) {
            if (variables.get(i).isEmpty() || variables.get(i).charAt(0) == '=') {
                throw new JsonException(view.path() + ": Env[" + i + "]: a variable without a name", null);
            }
        }
        return variables;
    }

    /** The kernel takes texts that end with NUL: what follows one would be lost without a word. */
    private static String checked(JsonView view, String name, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new JsonException(view.path() + ": " + name + ": a NUL character in the text", null);
        }
        return text;
    }

    private static HealthCheck health(JsonView view) {
        Timing timing = new Timing(
                nanos(view, "Interval"),
                nanos(view, "Timeout"),
                nanos(view, "StartPeriod"),
                nanos(view, "StartInterval"));
        long retries = view.number("Retries").orElse(0L);
        if (retries < 0 || retries > Integer.MAX_VALUE) {
            throw new JsonException(view.path() + ": Retries: out of range: " + retries, null);
        }
        return new HealthCheck(view.strings("Test"), timing, (int) retries);
    }

    private static Duration nanos(JsonView view, String name) {
        return Duration.ofNanos(view.number(name).orElse(0L));
    }

    /**
     * User and group, each by name or number.
     *
     * @return such as {@code www-data} or {@code 1000:1000}; empty for root
     */
    public String user() {
        return user;
    }

    /**
     * The directory the command starts in.
     *
     * @return an absolute path, or empty for the root
     */
    public String workingDirectory() {
        return workingDirectory;
    }

    /**
     * The signal that asks the command to end.
     *
     * @return its name or number, or empty for SIGTERM
     */
    public String stopSignal() {
        return stopSignal;
    }

    /**
     * How long to wait for the command to end.
     *
     * @return the time, or empty for the engine's default
     */
    public Optional<Duration> stopTimeout() {
        return stopTimeout;
    }

    /**
     * The first words of the command line.
     *
     * @return the words; empty if there are none
     */
    public List<String> entrypoint() {
        return entrypoint;
    }

    /**
     * The words after those, which a caller's command replaces.
     *
     * @return the words; empty if there are none
     */
    public List<String> command() {
        return command;
    }

    /**
     * The environment.
     *
     * @return {@code NAME=value} each
     */
    public List<String> environment() {
        return environment;
    }

    /**
     * The ports it listens on.
     *
     * @return such as {@code 80/tcp}, sorted
     */
    public Set<String> exposedPorts() {
        return exposedPorts;
    }

    /**
     * The paths that volumes are made for.
     *
     * @return absolute paths, sorted
     */
    public Set<String> volumes() {
        return volumes;
    }

    /**
     * The labels.
     *
     * @return texts by name
     */
    public Map<String, String> labels() {
        return labels;
    }

    /**
     * How to tell whether a container works.
     *
     * @return the check, or empty if the image says nothing
     */
    public Optional<HealthCheck> healthCheck() {
        return healthCheck;
    }

    /**
     * Instructions for builds upon this image.
     *
     * @return in order
     */
    public List<String> onBuild() {
        return onBuild;
    }

    /**
     * What runs commands given as one text.
     *
     * @return words; empty for {@code /bin/sh -c}
     */
    public List<String> shell() {
        return shell;
    }
}
