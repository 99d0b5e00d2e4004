// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.Jebena;
import io.jebena.capability.Capability;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import io.jebena.engine.SystemInfo;
import io.jebena.spi.Availability;
import io.jebena.value.Requirement;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Shows what the host offers, what is missing, and how to get it. */
@Command(
        name = "info",
        description = "Show what this host offers, what is missing, and how to get it.",
        footer = {"", "Exit codes: 0 containers can run here, 1 they cannot, 2 wrong usage."})
final class InfoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        PrintStream out = System.out;
        Availability availability = Jebena.probe();
        if (!availability.usable()) {
            out.println("engine " + availability.engine() + " cannot run here:");
            requirements(out, availability.requirements());
            return 1;
        }
        try (ContainerEngine engine = Jebena.open(EngineOptions.Builder::ephemeral)) {
            SystemInfo info = engine.system().info();
            out.printf(
                    "engine        %s %s%s%n",
                    info.engine(), info.engineVersion(), info.rootless() ? ", without root" : "");
            out.printf("kernel        %s, %s%n", info.kernel(), info.architecture());
            out.printf("processors    %d%n", info.cpus());
            out.printf("memory        %d MiB%n", info.memory().toBytes() >> 20);
            out.printf(
                    "cgroups       %s: %s%n",
                    info.cgroupMode().name().toLowerCase(Locale.ROOT), String.join(" ", info.controllers()));
            out.printf("capabilities  %s%n", capabilities(engine.system().capabilities()));
            requirements(out, info.requirements());
        }
        return 0;
    }

    static String capabilities(Set<Capability> held) {
        Set<Capability> missing = EnumSet.allOf(Capability.class);
        missing.removeAll(held);
        String count = held.size() + " of " + Capability.ALL.size();
        return missing.isEmpty()
                ? count
                : count + missing.stream().map(Capability::name).collect(Collectors.joining(", ", " (without ", ")"));
    }

    private static void requirements(PrintStream out, List<Requirement> requirements) {
        for (Requirement requirement : requirements) {
            String state = requirement.met() ? "ok" : requirement.essential() ? "MISSING" : "limited";
            out.printf("%-13s %s: %s%n", state, requirement.name(), requirement.detail());
            requirement.remedy().ifPresent(remedy -> out.printf("%-13s   -> %s%n", "", remedy));
        }
    }
}
