// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a caller attaches to a container's first process. Immutable. */
public final class AttachOptions {
    private final @Nullable OutputStream stdout;
    private final @Nullable OutputStream stderr;
    private final boolean replay;
    private final boolean closeStdin;
    private final List<Integer> detachKeys;

    private AttachOptions(Builder builder) {
        stdout = builder.stdout;
        stderr = builder.stderr;
        replay = builder.replay;
        closeStdin = builder.closeStdin;
        detachKeys = builder.detachKeys;
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
     * Where standard output goes.
     *
     * @return empty for nowhere
     */
    public Optional<OutputStream> stdout() {
        return Optional.ofNullable(stdout);
    }

    /**
     * Where standard error goes.
     *
     * @return empty for nowhere
     */
    public Optional<OutputStream> stderr() {
        return Optional.ofNullable(stderr);
    }

    /**
     * Whether what was written before comes first.
     *
     * @return false unless set
     */
    public boolean replay() {
        return replay;
    }

    /**
     * Whether closing the attachment's standard input closes that of the process.
     *
     * @return true unless set
     */
    public boolean closeStdin() {
        return closeStdin;
    }

    /**
     * The bytes which, written to standard input of a terminal one after another, detach.
     *
     * @return unmodifiable; empty for none
     */
    public List<Integer> detachKeys() {
        return detachKeys;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private static final String CONTROL = "ctrl-";
        private static final String CONTROL_KEYS = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

        private @Nullable OutputStream stdout;
        private @Nullable OutputStream stderr;
        private boolean replay;
        private boolean closeStdin = true;
        private List<Integer> detachKeys = List.of(16, 17);

        private Builder() {}

        /**
         * Sets where standard output goes. A stream that blocks holds up neither the container nor others that are attached.
         *
         * @param stdout written by a thread of the engine; not closed
         * @return this
         */
        public Builder stdout(OutputStream stdout) {
            requireNonNull(stdout, "stdout");
            this.stdout = stdout;
            return this;
        }

        /**
         * Sets where standard error goes.
         *
         * @param stderr written by a thread of the engine; not closed
         * @return this
         */
        public Builder stderr(OutputStream stderr) {
            requireNonNull(stderr, "stderr");
            this.stderr = stderr;
            return this;
        }

        /**
         * Sets whether what was written before comes first.
         *
         * @param replay true if it does; needs a log
         * @return this
         */
        public Builder replay(boolean replay) {
            this.replay = replay;
            return this;
        }

        /**
         * Sets whether closing the attachment's standard input closes that of the process.
         *
         * @param closeStdin false to leave it open for the next to attach
         * @return this
         */
        public Builder closeStdin(boolean closeStdin) {
            this.closeStdin = closeStdin;
            return this;
        }

        /**
         * Sets the keys that detach from a terminal.
         *
         * @param keys as Docker writes them: characters and {@code ctrl-} with a letter or one of {@code @[\\]^_}, separated by
         *     commas; {@code ctrl-p,ctrl-q} unless set, empty for none
         * @return this
         * @throws InvalidSpecException naming the key that is none
         */
        public Builder detachKeys(String keys) {
            requireNonNull(keys, "keys");
            List<Integer> bytes = new ArrayList<>();
            for (String key : keys.isEmpty() ? new String[0] : keys.split(",", -1)) {
                bytes.add(key(key));
            }
            detachKeys = List.copyOf(bytes);
            return this;
        }

        private static int key(String key) {
            if (key.length() == 1 && key.charAt(0) > ' ' && key.charAt(0) < 0x7f) {
                return key.charAt(0);
            }
            String lower = key.toLowerCase(Locale.ROOT);
            int control = lower.startsWith(CONTROL) && lower.length() == CONTROL.length() + 1
                    ? CONTROL_KEYS.indexOf(lower.charAt(CONTROL.length()))
                    : -1;
            if (control < 0) {
                throw new InvalidSpecException(
                        "detachKeys",
                        "\"" + key + "\" is neither one character nor ctrl- and a letter or one of @[\\]^_");
            }
            return control;
        }

        /**
         * The options.
         *
         * @return new options
         */
        public AttachOptions build() {
            return new AttachOptions(this);
        }
    }
}
