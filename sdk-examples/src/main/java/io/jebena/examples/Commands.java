// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.error.ContainerException;
import io.jebena.examples.scenario.ScenarioCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands and their options. A command's class is loaded when it is asked for. */
@Command(
        name = "jebena",
        description = "Containers inside the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage; \"run\" has its own, see its help."})
final class Commands implements Callable<Integer> {
    private static final Map<String, Supplier<Object>> ALL = all();

    @Spec
    private @Nullable CommandSpec spec;

    private Commands() {}

    private static Map<String, Supplier<Object>> all() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("tour", TourCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("images", ImagesCommand::new);
        commands.put("rmi", RmiCommand::new);
        commands.put("scenario", ScenarioCommand::new);
        commands.put("info", InfoCommand::new);
        commands.put("bench", BenchCommand::new);
        return commands;
    }

    /** Runs the command named first and gives its exit code. */
    static int execute(String... args) {
        Supplier<Object> one = args.length == 0 ? null : ALL.get(args[0]);
        CommandLine root = new CommandLine(new Commands());
        if (one == null) {
            ALL.forEach((name, command) -> root.addSubcommand(name, command.get()));
            root.addSubcommand(new HelpCommand());
        } else {
            root.addSubcommand(args[0], one.get());
            // What follows the source belongs to the program that is run.
            root.getSubcommands().values().forEach(c -> c.setStopAtPositional(c.getCommand() instanceof RunCommand));
        }
        addHelp(root);
        addVersion(root);
        ALL.keySet().stream()
                .map(root.getSubcommands()::get)
                .filter(Objects::nonNull)
                .forEach(Commands::addHelp);
        // The subcommands take over what is set after they were added.
        root.setExpandAtFiles(false);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setParameterExceptionHandler((mistake, words) -> misused(mistake));
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

    /** The manifest has it in a jar; classes in a directory have none. */
    private static void addVersion(CommandLine line) {
        String version = Commands.class.getPackage().getImplementationVersion();
        line.getCommandSpec()
                .version("jebena " + (version == null ? "development" : version))
                .addOption(OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
    }

    private static int misused(ParameterException mistake) {
        CommandSpec misused = mistake.getCommandLine().getCommandSpec();
        PrintWriter err = mistake.getCommandLine().getErr();
        err.println("jebena: " + mistake.getMessage());
        UnmatchedArgumentException.printSuggestions(mistake, err);
        err.println("Try '" + misused.qualifiedName() + " --help'");
        return misused.exitCodeOnInvalidInput();
    }

    private static int report(Exception failure, CommandLine line) throws Exception {
        if (!(failure instanceof ContainerException)) {
            throw failure;
        }
        line.getErr().println("jebena: " + failure.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(System.err);
        }
        return CommandLine.ExitCode.USAGE;
    }
}
