// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import io.jebena.error.ContainerException;
import io.jebena.error.HostRequirementException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.image.Image;
import io.jebena.log.LogOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one command in a container whose standard streams are this process's own. */
@Command(
        name = "run",
        description = "Run a command in a container; its standard streams are those of this program.",
        showEndOfOptionsDelimiterInUsageHelp = true,
        exitCodeOnInvalidInput = RunCommand.NOT_RUN,
        exitCodeOnExecutionException = RunCommand.NOT_RUN,
        footer = {
            "",
            "An image from an archive is kept: \"images\" lists it, \"rmi\" removes it.",
            "Signals HUP, INT and TERM go to the command; a second INT kills it.",
            "",
            "Exit codes: that of the command, 128+n if signal n ended it; 127 if the command was not found, 126 if it cannot be"
                    + " executed, 125 if it was not run for any other reason."
        })
final class RunCommand implements Callable<Integer> {
    /** The exit code if the command was not run, as of Docker's command line. */
    static final int NOT_RUN = 125;

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = {
                "\"host\" for this host's own files below a layer that is thrown away,",
                "a tar file or directory with an image (OCI layout or docker save),",
                "any other directory as a root whose changes are thrown away,",
                "or the name or id of an image loaded before."
            })
    private String source = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "The program and its arguments.")
    private List<String> command = List.of();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Set an environment variable.")
    private Map<String, String> env = new LinkedHashMap<>();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Start in this directory; created if missing.")
    private @Nullable String workdir;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "Run as this user.")
    private @Nullable String user;

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            description = "Limit memory, as in 512m.")
    private @Nullable String memory;

    @Option(names = "--cpus", paramLabel = "N", description = "Limit processor time, as in 1.5.")
    private @Nullable Double cpus;

    @Option(names = "--pids", paramLabel = "N", description = "Limit the number of processes.")
    private @Nullable Long pids;

    @Option(names = "--hostname", paramLabel = "NAME", description = "The host name inside.")
    private @Nullable String hostname;

    @Option(names = "--read-only", description = "Make the root read-only.")
    private boolean readOnly;

    @Option(names = "--cap-add", paramLabel = "CAP", description = "Add a capability, or ALL.")
    private List<String> added = List.of();

    @Option(names = "--cap-drop", paramLabel = "CAP", description = "Drop a capability, or ALL.")
    private List<String> dropped = List.of();

    @Option(names = "--root", paramLabel = "DIR", description = "Where images and containers are kept.")
    private @Nullable Path root;

    @Option(
            names = {"-i", "--interactive"},
            description = "With -t: what is typed goes to the command.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Give the command a terminal of its own, shown at this one.")
    private boolean tty;

    @Option(names = "--time", description = "Say on standard error where the time went, counted from main.")
    private boolean time;

    RunCommand() {}

    RunCommand(String source, List<String> command, boolean time) {
        this.source = source;
        this.command = command;
        this.time = time;
    }

    @Override
    public Integer call() {
        try {
            return run();
        } catch (LaunchException e) {
            return report(e, e.exitCode() < 128 ? e.exitCode() : NOT_RUN);
        } catch (ContainerException e) {
            return report(e, NOT_RUN);
        }
    }

    private static int report(ContainerException failure, int code) {
        System.err.println("jebena: " + failure.getMessage());
        if (failure instanceof HostRequirementException) {
            System.err.println("jebena: \"info\" shows everything that this host lacks");
        }
        return code;
    }

    private int run() {
        mark("arguments read");
        try (ContainerEngine engine = open()) {
            mark("engine open");
            ContainerSpec spec = spec(engine);
            try (Container container = engine.containers().create(spec)) {
                if (tty) {
                    return new Conversation(container, interactive).hold().code();
                }
                SignalRelay signals = SignalRelay.to(container);
                container.start();
                signals.begin();
                mark("program running");
                ExitStatus status = container.waitFor();
                mark("exit seen");
                return status.code();
            }
        } finally {
            mark("all closed");
        }
    }

    /** Nothing is kept for a root that is not an image. */
    private ContainerEngine open() {
        EngineOptions.Builder options = EngineOptions.builder();
        if (root != null) {
            options.root(root);
        } else if (source.equals("host") || isPlainDirectory()) {
            options.ephemeral();
        }
        return Jebena.open(options.build());
    }

    private boolean isPlainDirectory() {
        Path directory = Path.of(source);
        return Files.isDirectory(directory) && !Files.exists(directory.resolve("oci-layout"));
    }

    private ContainerSpec spec(ContainerEngine engine) {
        ContainerSpec.Builder spec =
                ContainerSpec.builder().command(command).env(env).readOnlyRoot(readOnly);
        streams(spec);
        if (source.equals("host")) {
            spec.hostRootfs();
        } else if (isPlainDirectory()) {
            spec.rootfs(Path.of(source)).throwAway(true);
        } else if (Files.exists(Path.of(source))) {
            List<Image> images = engine.images().load(Path.of(source));
            mark("image loaded");
            spec.image(images.get(0));
        } else if (source.startsWith("/") || source.startsWith(".") || source.endsWith(".tar")) {
            throw new NotFoundException("file", source);
        } else {
            spec.image(engine.images().get(source));
        }
        options(spec);
        return spec.build();
    }

    private void streams(ContainerSpec.Builder spec) {
        if (tty) {
            spec.tty(true).stdin(interactive ? Input.open() : Input.none()).log(LogOptions.NONE);
            OwnTerminal.find().flatMap(OwnTerminal::size).ifPresent(spec::terminalSize);
            if (!env.containsKey("TERM")) {
                spec.putEnv("TERM", "xterm");
            }
        } else {
            spec.stdin(Input.inherit()).stdout(Output.inherit()).stderr(Output.inherit());
        }
    }

    private void options(ContainerSpec.Builder spec) {
        if (workdir != null) {
            spec.workdir(workdir);
        }
        if (user != null) {
            spec.user(user);
        }
        if (memory != null) {
            spec.memory(memory);
        }
        if (cpus != null) {
            spec.cpus(cpus);
        }
        if (pids != null) {
            spec.pids(pids);
        }
        if (hostname != null) {
            spec.hostname(hostname);
        }
        added.forEach(spec::addCapability);
        dropped.forEach(spec::dropCapability);
    }

    private void mark(String event) {
        if (time) {
            System.err.println(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - Main.BEGIN) + " ms " + event);
        }
    }
}
