// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.container.ExecSpec;
import io.jebena.error.InvalidSpecException;
import io.jebena.image.ImageConfig;
import io.jebena.user.UserSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process is going to be once the specification is laid over the image's defaults.
 *
 * @param arguments the program and its arguments, at least one
 * @param env environment, in order
 * @param workdir absolute path
 * @param user as asked for; empty means root
 * @param groups further groups by name or number
 */
record EffectiveProcess(
        List<String> arguments, Map<String, String> env, String workdir, Optional<UserSpec> user, List<String> groups) {
    private static final int LONGEST_PATH = 4095;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * The first process of a container.
     *
     * <p>An entrypoint in the specification drops the image's command, as Docker has it; an empty text as the only
     * entrypoint means none.
     */
    static EffectiveProcess ofContainer(ContainerSpec spec, ImageConfig image, String hostname) {
        List<String> arguments = new ArrayList<>();
        List<String> entrypoint = spec.entrypoint().orElse(image.entrypoint());
        if (!entrypoint.equals(List.of(""))) {
            arguments.addAll(entrypoint);
        }
        boolean ownEntrypoint = spec.entrypoint().isPresent();
        arguments.addAll(spec.command().isEmpty() && !ownEntrypoint ? image.command() : spec.command());
        if (arguments.isEmpty()) {
            throw new InvalidSpecException(
                    "command", "no command specified: " + spec.root() + " has none of its own, so set one");
        }
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", PATH);
        env.put("HOSTNAME", hostname);
        env.putAll(image.env());
        env.putAll(spec.env());
        String workdir = spec.workdir().orElse(image.workdir().isEmpty() ? "/" : image.workdir());
        EffectiveProcess process = new EffectiveProcess(
                List.copyOf(arguments), env, absolute(workdir), user(spec.user(), image), spec.groups());
        process.check();
        return process;
    }

    /** The specification was checked where it was built; an image may hold anything. */
    private void check() {
        if (arguments.get(0).isEmpty()) {
            throw new InvalidSpecException("command", "the name of the program is empty");
        }
        arguments.forEach(argument -> text("command", argument));
        env.forEach((name, value) -> text("env", name + "=" + value));
        user.ifPresent(asked -> text("user", asked.toString()));
        text("workdir", workdir);
        int length = workdir.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new InvalidSpecException(
                    "workdir", "a path of " + length + " bytes, where the kernel takes " + LONGEST_PATH);
        }
    }

    private static void text(String field, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new InvalidSpecException(
                    field, "\"" + value.replace('\0', '?') + "\", from the image, has a zero character");
        }
    }

    private static Optional<UserSpec> user(Optional<UserSpec> asked, ImageConfig image) {
        if (asked.isPresent() || image.user().isEmpty()) {
            return asked;
        }
        try {
            return Optional.of(UserSpec.parse(image.user()));
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("user", "the image's own user is malformed: " + e.getMessage(), e);
        }
    }

    private static String absolute(String workdir) {
        return workdir.startsWith("/") ? workdir : "/" + workdir;
    }

    /** A process executed beside the first one: its user, directory and environment where the specification has none. */
    EffectiveProcess with(ExecSpec exec) {
        Map<String, String> merged = new LinkedHashMap<>(env);
        merged.putAll(exec.env());
        EffectiveProcess process = new EffectiveProcess(
                exec.command(),
                merged,
                exec.workdir().orElse(workdir),
                exec.user().isPresent() ? exec.user() : user,
                exec.groups().isEmpty() ? groups : exec.groups());
        process.check();
        return process;
    }

    /**
     * Where the program may be: itself if it has a slash, else one candidate for each directory in PATH.
     *
     * @return at least one absolute path
     */
    List<String> candidates() {
        String program = arguments.get(0);
        if (program.indexOf('/') >= 0) {
            String directory = workdir.endsWith("/") ? workdir : workdir + "/";
            return List.of(program.startsWith("/") ? program : directory + program);
        }
        List<String> candidates = new ArrayList<>();
        for (String directory : env.getOrDefault("PATH", PATH).split(":")) {
            if (directory.startsWith("/") && !program.isEmpty()) {
                candidates.add(directory + "/" + program);
            }
        }
        return candidates.isEmpty() ? List.of("/" + program) : candidates;
    }
}
