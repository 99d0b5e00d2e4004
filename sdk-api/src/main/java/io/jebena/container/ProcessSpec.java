// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import io.jebena.user.UserSpec;
import io.jebena.value.TerminalSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is the same for the first process of a container and for one executed in it later. Immutable. */
public abstract sealed class ProcessSpec permits ConfinedSpec, ExecSpec {
    private final List<String> command;
    private final Map<String, String> env;
    private final @Nullable String workdir;
    private final @Nullable UserSpec user;
    private final List<String> groups;
    private final Input stdin;
    private final Output stdout;
    private final Output stderr;
    private final boolean tty;
    private final @Nullable TerminalSize terminalSize;

    ProcessSpec(Builder<?> builder) {
        command = builder.command;
        env = Collections.unmodifiableMap(new LinkedHashMap<>(builder.env));
        workdir = builder.workdir;
        user = builder.user;
        groups = builder.groups;
        stdin = builder.stdin;
        stdout = builder.stdout;
        stderr = builder.stderr;
        tty = builder.tty;
        terminalSize = builder.terminalSize;
    }

    /**
     * The program and its arguments, or in a container with an entrypoint the arguments alone.
     *
     * @return unmodifiable; empty in a container that runs its image's own command
     */
    public List<String> command() {
        return command;
    }

    /**
     * Environment variables, which override those of the image or the container.
     *
     * @return unmodifiable, in the order they were set
     */
    public Map<String, String> env() {
        return env;
    }

    /**
     * Where the process starts.
     *
     * @return an absolute path; empty for the image's or the container's own
     */
    public Optional<String> workdir() {
        return Optional.ofNullable(workdir);
    }

    /**
     * Whom the process runs as.
     *
     * @return empty for the image's or the container's own user, and root where there is none
     */
    public Optional<UserSpec> user() {
        return Optional.ofNullable(user);
    }

    /**
     * Supplementary groups, besides those the container's {@code /etc/group} gives the user.
     *
     * @return unmodifiable, names or numbers
     */
    public List<String> groups() {
        return groups;
    }

    /**
     * Where its standard input comes from.
     *
     * @return {@link Input#none()} unless set
     */
    public Input stdin() {
        return stdin;
    }

    /**
     * Where its standard output goes.
     *
     * @return {@link Output#capture()} unless set
     */
    public Output stdout() {
        return stdout;
    }

    /**
     * Where its standard error goes.
     *
     * @return {@link Output#capture()} unless set
     */
    public Output stderr() {
        return stderr;
    }

    /**
     * Whether its standard streams are a terminal. All output then comes as standard output.
     *
     * @return false unless set
     */
    public boolean tty() {
        return tty;
    }

    /**
     * The size of its terminal at the start.
     *
     * @return empty for none, which programs take for 80x24
     */
    public Optional<TerminalSize> terminalSize() {
        return Optional.ofNullable(terminalSize);
    }

    /**
     * Collects is the same for both kinds of processes. Not thread-safe.
     *
     * @param <B> the builder itself
     */
    public abstract static sealed class Builder<B extends Builder<B>> permits ConfinementBuilder, ExecSpec.Builder {
        private List<String> command = List.of();
        private final Map<String, String> env = new LinkedHashMap<>();
        private @Nullable String workdir;
        private @Nullable UserSpec user;
        private List<String> groups = List.of();
        private Input stdin = Input.none();
        private Output stdout = Output.capture();
        private Output stderr = Output.capture();
        private boolean tty;
        private @Nullable TerminalSize terminalSize;

        Builder() {}

        abstract B self();

        void copy(ProcessSpec spec) {
            command = spec.command;
            env.putAll(spec.env);
            workdir = spec.workdir;
            user = spec.user;
            groups = spec.groups;
            stdin = spec.stdin;
            stdout = spec.stdout;
            stderr = spec.stderr;
            tty = spec.tty;
            terminalSize = spec.terminalSize;
        }

        /**
         * Replaces the command.
         *
         * @param command the program and its arguments
         * @return this
         * @throws InvalidSpecException if a part has a zero character
         */
        public B command(String... command) {
            return command(Arrays.asList(requireNonNull(command, "command")));
        }

        /**
         * Replaces the command.
         *
         * @param command the program and its arguments
         * @return this
         * @throws InvalidSpecException if a part has a zero character
         */
        public B command(List<String> command) {
            this.command = Rules.texts("command", command);
            return self();
        }

        /**
         * Replaces the command by a line for {@code /bin/sh -c}.
         *
         * @param line the line
         * @return this
         * @throws InvalidSpecException if it has a zero character
         */
        public B shell(String line) {
            return command("/bin/sh", "-c", Rules.text("line", line));
        }

        /**
         * Sets environment variables from a file, as {@code docker run --env-file} reads it: {@code NAME=value} in each line, or a
         * name alone for the value that it has in this Java process, if any; empty lines and those that begin with {@code #} count
         * for nothing.
         *
         * @param file on the host, UTF-8
         * @return this
         * @throws InvalidSpecException if it cannot be read, or a line is wrong; it is named by its number
         */
        public B envFile(Path file) {
            EnvFile.read(requireNonNull(file, "file")).forEach(this::putEnv);
            return self();
        }

        /**
         * Sets an environment variable to the value that it has in this Java process; one that is not set there is left out.
         *
         * @param name its name
         * @return this
         * @throws InvalidSpecException if the name is empty, has a {@code =} or a zero character
         */
        public B putEnvFromHost(String name) {
            String value = System.getenv(Rules.variable(requireNonNull(name, "name")));
            return value == null ? self() : putEnv(name, value);
        }

        /**
         * Replaces the environment variables.
         *
         * @param env names and values, in the order to keep
         * @return this
         * @throws InvalidSpecException if a name is empty or has a {@code =}, or something has a zero character
         */
        public B env(Map<String, String> env) {
            Map<String, String> copy = Rules.environment(env);
            this.env.clear();
            this.env.putAll(copy);
            return self();
        }

        /**
         * Sets one environment variable.
         *
         * @param name its name
         * @param value its value
         * @return this
         * @throws InvalidSpecException if the name is empty or has a {@code =}, or something has a zero character
         */
        public B putEnv(String name, String value) {
            Rules.putEnv(env, requireNonNull(name, "name"), value);
            return self();
        }

        /**
         * Sets where the process starts. A container's first process has the directory made if it is missing; for one that
         * is executed later it must exist.
         *
         * @param workdir an absolute path
         * @return this
         * @throws InvalidSpecException if it is not an absolute path or has {@code ..}
         */
        public B workdir(String workdir) {
            this.workdir = Rules.path("workdir", workdir);
            return self();
        }

        /**
         * Sets whom the process runs as.
         *
         * @param user the user
         * @return this
         */
        public B user(UserSpec user) {
            this.user = requireNonNull(user, "user");
            return self();
        }

        /**
         * Sets whom the process runs as.
         *
         * @param user as {@link UserSpec#parse(String)} reads it: {@code nobody}, {@code 1000:1000}
         * @return this
         * @throws InvalidSpecException naming the part or character that is wrong
         */
        public B user(String user) {
            requireNonNull(user, "user");
            return user(Rules.named("user", () -> UserSpec.parse(user)));
        }

        /**
         * Replaces the supplementary groups.
         *
         * @param groups names or numbers
         * @return this
         * @throws InvalidSpecException naming the group that is neither
         */
        public B groups(Collection<String> groups) {
            List<String> copy = new ArrayList<>();
            for (String group : Rules.list("groups", groups)) {
                copy.add(Rules.named("groups", () -> UserSpec.parse("0:" + group))
                        .group()
                        .orElseThrow());
            }
            this.groups = Collections.unmodifiableList(copy);
            return self();
        }

        /**
         * Sets where standard input comes from.
         *
         * @param stdin {@link Input#none()} unless set
         * @return this
         */
        public B stdin(Input stdin) {
            this.stdin = requireNonNull(stdin, "stdin");
            return self();
        }

        /**
         * Sets where standard output goes.
         *
         * @param stdout {@link Output#capture()} unless set
         * @return this
         */
        public B stdout(Output stdout) {
            this.stdout = requireNonNull(stdout, "stdout");
            return self();
        }

        /**
         * Sets where standard error goes.
         *
         * @param stderr {@link Output#capture()} unless set
         * @return this
         */
        public B stderr(Output stderr) {
            this.stderr = requireNonNull(stderr, "stderr");
            return self();
        }

        /**
         * Sets whether its standard streams are a terminal. Standard output is then all its output, and standard error none.
         *
         * @param tty true for a terminal
         * @return this
         */
        public B tty(boolean tty) {
            this.tty = tty;
            return self();
        }

        /**
         * Sets the size of its terminal at the start.
         *
         * @param terminalSize the size
         * @return this
         */
        public B terminalSize(TerminalSize terminalSize) {
            this.terminalSize = requireNonNull(terminalSize, "terminalSize");
            return self();
        }
    }
}
