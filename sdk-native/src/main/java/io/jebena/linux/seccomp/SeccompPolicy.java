// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile. Immutable and safe for use by several threads; it keeps the filters made of it, so that the same
 * containers get the same one without compiling again.
 */
public final class SeccompPolicy {
    private final Action defaultAction;
    private final List<Rule> rules;
    private final Map<FilterArch, Set<FilterArch>> architectures;
    private final int flags;
    private final boolean ordered;
    private final long capabilities;
    private final Map<FilterContext, SeccompFilter> compiled = new ConcurrentHashMap<>();

    SeccompPolicy(
            Action defaultAction,
            List<Rule> rules,
            Map<FilterArch, Set<FilterArch>> architectures,
            int flags,
            boolean ordered) {
        this.defaultAction = defaultAction;
        this.rules = List.copyOf(rules);
        this.architectures = Map.copyOf(architectures);
        this.flags = flags;
        this.ordered = ordered;
        long mask = 0;
        for (Rule rule : rules) {
            mask |= rule.includes().capabilities() | rule.excludes().capabilities();
        }
        this.capabilities = mask;
    }

    /**
     * The profile for containers that name none: Docker's, with the address families AF_ALG and AF_VSOCK closed.
     *
     * @return the profile
     */
    public static SeccompPolicy byDefault() {
        return Default.POLICY;
    }

    /**
     * The default profile, compiled for the kernel that is running; at hand where the capabilities are the default ones.
     *
     * @param bounding the container's capability bounding set, bit n standing for capability n
     * @return the filter
     */
    public static SeccompFilter defaultFilter(long bounding) {
        boolean ready = bounding == ReadyFilters.CAPABILITIES && Running.KERNEL.compareTo(ReadyFilters.KERNEL) >= 0;
        return ready && Ready.FILTER.isPresent()
                ? Ready.FILTER.get()
                : byDefault().compile(bounding);
    }

    /**
     * Reads a profile in Docker's form ({@code archMap}, {@code includes}, {@code excludes}) or in OCI's
     * (runtime-spec config-linux.md, "Seccomp").
     *
     * @param json the profile's text
     * @return the profile
     * @throws io.jebena.error.InvalidSpecException naming the place in the text, such as {@code
     *     seccomp.syscalls[3].args[0].op}
     */
    public static SeccompPolicy parse(String json) {
        return new ProfileReader().read(json);
    }

    /**
     * Compiles the profile for the kernel that is running.
     *
     * @param bounding the container's capability bounding set, bit n standing for capability n
     * @return the filter
     * @throws io.jebena.error.InvalidSpecException if the profile is too large for the kernel
     */
    public SeccompFilter compile(long bounding) {
        return compile(new FilterContext(Arch.current(), bounding, Running.KERNEL));
    }

    SeccompFilter compile(FilterContext context) {
        FilterContext what = new FilterContext(context.machine(), context.bounding() & capabilities, context.kernel());
        return compiled.computeIfAbsent(what, c -> new SeccompFilter(FilterCompiler.compile(this, c), flags));
    }

    Action defaultAction() {
        return defaultAction;
    }

    List<Rule> rules() {
        return rules;
    }

    /** Whether the first rule that fits decides, and what has no rule gets the default and nothing else. */
    boolean ordered() {
        return ordered;
    }

    /** What calls get that are newer than the profile, or null for its default. */
    @Nullable
    Action newerCalls() {
        return ordered ? null : DecisionTable.newerCalls(defaultAction);
    }

    /** The conventions that the profile lists for a machine, its first one always among them. */
    List<FilterArch> architectures(FilterArch first) {
        Set<FilterArch> listed = EnumSet.of(first);
        listed.addAll(architectures.getOrDefault(first, Set.of()));
        listed.removeIf(arch -> arch.machine() != first.machine());
        return new ArrayList<>(listed);
    }

    private static final class Default {
        static final SeccompPolicy POLICY = parse(text());

        static String text() {
            try (InputStream stream = SeccompPolicy.class.getResourceAsStream("default-profile.json")) {
                if (stream == null) {
                    throw new IllegalStateException("default-profile.json is missing from the jar of io.jebena.linux");
                }
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Ready {
        static final Optional<SeccompFilter> FILTER = ReadyFilters.read(Arch.current());
    }

    private static final class Running {
        static final KernelRelease KERNEL = KernelRelease.read(Path.of("/proc/sys/kernel/osrelease"));
    }
}
