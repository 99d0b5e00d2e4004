// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.error.ContainerException;
import io.jebena.error.HostRequirementException;
import io.jebena.error.LaunchException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The door to the examples. A command's class is loaded when it is asked for, which keeps the start short. */
@Command(
        name = "jebena",
        description = "Containers inside the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage; \"run\" has its own, see its help."})
final class Main implements Callable<Integer> {
    /** Also the exit code of Docker's command line when it is the engine that failed. */
    static final int ENGINE_FAILED = 125;

    /** When {@link #main(String[])} began, for {@code run --time}. */
    static final long BEGIN = System.nanoTime();

    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("tour", TourCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("info", InfoCommand::new);
        commands.put("bench", BenchCommand::new);
        return commands;
    }

    /**
     * Runs a command and ends this Java process with its exit code.
     *
     * @param args the command's name, then its arguments
     */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        Supplier<Object> one = args.length == 0 ? null : COMMANDS.get(args[0]);
        CommandLine root = new CommandLine(new Main());
        if (one == null) {
            COMMANDS.forEach((name, command) -> root.addSubcommand(name, command.get()));
        } else {
            root.addSubcommand(args[0], one.get());
            // What follows the source belongs to the program that is run.
            root.getSubcommands().values().forEach(c -> c.setStopAtPositional(c.getCommand() instanceof RunCommand));
        }
        addHelp(root);
        root.getSubcommands().values().forEach(Main::addHelp);
        // The subcommands take over what is set after they were added.
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line));
        return root.execute(args);
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
    }

    private static int report(Exception failure, CommandLine line) throws Exception {
        boolean run = line.getCommand() instanceof RunCommand;
        if (!(failure instanceof ContainerException)) {
            throw failure;
        }
        line.getErr().println("jebena: " + failure.getMessage());
        if (failure instanceof HostRequirementException) {
            line.getErr().println("jebena: \"info\" shows everything that this host lacks");
        }
        if (!run) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        int code = failure instanceof LaunchException launch ? launch.exitCode() : ENGINE_FAILED;
        return code < 128 ? code : ENGINE_FAILED;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(System.err);
        }
        return CommandLine.ExitCode.USAGE;
    }
}
