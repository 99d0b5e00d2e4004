// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;
import io.jebena.engine.ContainerEngine;
import io.jebena.engine.EngineOptions;
import io.jebena.error.HostRequirementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** A story in six steps on this host's own files, each with a look from outside and one from inside. */
@Command(
        name = "tour",
        description = "See in six steps what a container hides, limits and forbids, and that nothing is left of it.",
        footer = {"", "Exit codes: 0 everything was as told, 1 something was not, 2 wrong usage."})
final class TourCommand implements Callable<Integer> {
    private static final String PROOF = "/etc/jebena-was-here";

    private int step;
    private int wrong;

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        System.out.println("A tour of one container after the other, each made of this host's own files.");
        Leftovers leftovers = Leftovers.before();
        try (ContainerEngine engine = Jebena.open(EngineOptions.Builder::ephemeral)) {
            leftovers.rememberRoot(engine.root());
            processes(engine, leftovers);
            hostname(engine);
            network(engine);
            files(engine);
            limits(engine);
            users(engine);
        }
        nothingLeft(leftovers);
        System.out.printf("%nThat took %d ms.%n", (System.nanoTime() - begin) / 1_000_000);
        return wrong == 0 ? 0 : 1;
    }

    private void processes(ContainerEngine engine, Leftovers leftovers) throws IOException {
        step("Processes", "It sees its own processes only, and its first one is number 1.");
        String inside = sh(engine, "echo $$; ls /proc | grep -c '^[0-9]'", c -> {});
        List<String> lines = inside.lines().toList();
        say("outside", count(Path.of("/proc")) + " processes");
        say("inside", "the shell is process " + lines.get(0) + " of " + lines.get(1));
        try (Container sleeper = engine.containers()
                .create(c -> c.hostRootfs().command("sleep", "1000"))
                .start()) {
            int pid = sleeper.pid().orElseThrow();
            leftovers.rememberProcess(pid);
            say("outside", "process 1 of another container is process " + pid);
        }
        expect(lines.get(0).equals("1") && Long.parseLong(lines.get(1)) < 10);
    }

    private static long count(Path proc) throws IOException {
        try (Stream<Path> processes = Files.list(proc)) {
            return processes
                    .filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
                    .count();
        }
    }

    private void hostname(ContainerEngine engine) throws IOException {
        step("Host name", "It has a name of its own and cannot change anybody's.");
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        String inside = sh(
                engine,
                "cat /proc/sys/kernel/hostname; hostname other 2>&1; cat /proc/sys/kernel/hostname",
                c -> c.hostname("coffee-pot"));
        say("outside", host);
        say("inside", inside.replace("\n", "; "));
        expect(inside.startsWith("coffee-pot\n")
                && inside.endsWith("coffee-pot")
                && Files.readString(Path.of("/proc/sys/kernel/hostname"))
                        .strip()
                        .equals(host));
    }

    private void network(ContainerEngine engine) throws IOException {
        step("Network", "It has an empty network: a loopback device that leads nowhere.");
        String devices = "sed -n 's/^ *\\([^:]*\\):.*/\\1/p' /proc/net/dev | tr '\\n' ' '";
        String inside = sh(engine, devices, c -> {});
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/dev"))) {
            say(
                    "outside",
                    String.join(
                            " ",
                            lines.filter(l -> l.contains(":"))
                                    .map(l -> l.substring(0, l.indexOf(':')).strip())
                                    .toList()));
        }
        say("inside", inside);
        expect(inside.strip().startsWith("lo") && !inside.contains("eth"));
    }

    private void files(ContainerEngine engine) {
        step("Files", "It may change all files it sees; the changes are in a layer of its own.");
        String inside = sh(
                engine,
                "echo hello > " + PROOF + "; rm -f /etc/passwd; cat " + PROOF
                        + "; test -e /etc/passwd || echo no passwd;" + " echo 1 2>&1 > /proc/sys/vm/drop_caches",
                c -> {});
        say("inside", inside.replace("\n", "; "));
        say("outside", "passwd " + there("/etc/passwd") + ", " + PROOF + " " + there(PROOF));
        expect(inside.startsWith("hello\nno passwd")
                && Files.exists(Path.of("/etc/passwd"))
                && !Files.exists(Path.of(PROOF)));
    }

    private static String there(String path) {
        return Files.exists(Path.of(path)) ? "is there" : "is not there";
    }

    private void limits(ContainerEngine engine) {
        step("Limits", "It cannot take more memory or processes than it was given.");
        try {
            ExitStatus eater = engine.containers()
                    .run(c -> c.hostRootfs().memory("48m").command("sh", "-c", "exec tail /dev/zero"))
                    .exitStatus();
            say("48 MiB", "a program that wants all memory: " + eater);
            String forks = sh(
                    engine, "i=0; while [ $i -lt 50 ]; do sleep 3 & i=$((i+1)); done; echo made 50", c -> c.pids(10));
            say(
                    "10 pids",
                    "a program that wants 50 processes: "
                            + forks.lines().findFirst().orElse("ended without a word"));
            expect(eater.code() == 137 && eater.oomKilled() && !forks.contains("made 50"));
        } catch (HostRequirementException e) {
            say("skipped", String.valueOf(e.getMessage()));
        }
    }

    private void users(ContainerEngine engine) {
        step("Users", "Even root inside is not root: 14 capabilities of 41, and a filter for system calls.");
        String script =
                "id -u; sed -n 's/^CapEff:.//p; s/^Seccomp:.//p' /proc/self/status; mount -t tmpfs none /mnt 2>&1 | head -n 1";
        String root = sh(engine, script, c -> {});
        String nobody = sh(engine, script + "; touch /etc/x 2>&1", c -> c.user("65534:65534"));
        say("root", root.replace("\n", "; "));
        say("nobody", nobody.replace("\n", "; "));
        List<String> rootSees = root.lines().toList();
        List<String> nobodySees = nobody.lines().toList();
        expect(rootSees.get(0).equals("0")
                && rootSees.get(1).endsWith("a80425fb")
                && rootSees.get(2).equals("2")
                && nobodySees.get(0).equals("65534")
                && nobodySees.get(1).equals("0000000000000000"));
    }

    private void nothingLeft(Leftovers leftovers) throws IOException {
        System.out.printf("%nAnd now nothing is left of it.%n");
        List<String> found = leftovers.find();
        found.forEach(thing -> say("left", thing));
        if (found.isEmpty()) {
            say("outside", "no process, no mount, no control group, no file");
        }
        expect(found.isEmpty() && !Files.exists(Path.of(PROOF)));
    }

    private String sh(ContainerEngine engine, String script, Consumer<ContainerSpec.Builder> more) {
        ContainerSpec.Builder spec = ContainerSpec.builder().hostRootfs().command("sh", "-c", script);
        more.accept(spec);
        ProcessResult result = engine.containers().run(spec.build());
        String errors = result.stderr().strip();
        return (result.stdout() + errors).strip();
    }

    private void step(String title, String meaning) {
        step++;
        System.out.printf("%n%d. %s. %s%n", step, title, meaning);
    }

    private static void say(String who, String what) {
        System.out.printf("   %-8s %s%n", who + ":", what);
    }

    private void expect(boolean asTold) {
        if (!asTold) {
            wrong++;
            System.out.println("   NOT AS TOLD: please report this with the output of \"info\"");
        }
    }
}
