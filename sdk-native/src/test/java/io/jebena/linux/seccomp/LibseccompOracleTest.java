// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import static io.jebena.linux.proc.Host.need;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.capability.Capability;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the compiler's filters with those of libseccomp, which container engines use. */
class LibseccompOracleTest {
    private static final String PYTHON = "/usr/bin/python3";

    /** The newest call that libseccomp 2.5.4 knows, set_mempolicy_home_node. */
    private static final int NEWEST = 450;

    private static final Pattern SKIPPED = Pattern.compile("skipped (\\S+)");

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsLibseccomp() throws Exception {
        need(Files.isExecutable(Path.of(PYTHON)), PYTHON + " is not installed");
        Process probe = new ProcessBuilder(PYTHON, "-c", "import seccomp").start();
        need(probe.waitFor() == 0, "libseccomp for Python is not installed (python3-seccomp)");
    }

    @Test
    void compile_defaultProfile_agreesWithLibseccomp() throws Exception {
        for (Set<Capability> capabilities : List.of(Capability.DEFAULT, Set.<Capability>of(), Capability.ALL)) {
            for (Arch machine : Arch.values()) {
                compare(Profiles.byDefault(), machine, capabilities);
            }
        }
    }

    @Test
    void compile_randomProfiles_agreeWithLibseccomp() throws Exception {
        for (long seed = 1000; seed < 1025; seed++) {
            compare(Profiles.random(seed, true), Arch.X86_64, Set.of());
        }
    }

    private void compare(String profile, Arch machine, Set<Capability> capabilities) throws Exception {
        SeccompPolicy policy = SeccompPolicy.parse(profile);
        FilterContext context = new FilterContext(machine, Capability.mask(capabilities), new KernelRelease(6, 1));
        List<FilterArch> arches = policy.architectures(FilterArch.of(machine));
        Cbpf ours = new Cbpf(policy.compile(context).program());
        StringBuilder skipped = new StringBuilder();
        Cbpf theirs = new Cbpf(libseccomp(rules(policy, arches, context), skipped));
        for (FilterArch arch : arches) {
            Set<Integer> unknown = numbers(arch, skipped.toString());
            List<long[]> samples = Samples.of(profile, arch.wide() || arch == FilterArch.X32);
            NaiveProfile naive = new NaiveProfile(profile, machine.ociName(), Set.of());
            for (int number = 0; number <= NEWEST; number++) {
                int count = naive.conditional(arch).contains(number) ? samples.size() : 3;
                for (long[] arguments : unknown.contains(number) ? List.<long[]>of() : samples.subList(0, count)) {
                    int raw = arch == FilterArch.X32 ? number | FilterArch.X32_BIT : number;
                    int our = newerAsDefault(policy, ours.run(arch.audit(), raw, arguments));
                    int their = theirs.run(arch.audit(), raw, arguments);
                    if (our != their) {
                        assertThat(Integer.toHexString(our))
                                .as("%s call %d%s of %s", arch, number, Arrays.toString(arguments), profile)
                                .isEqualTo(Integer.toHexString(their));
                    }
                }
            }
        }
    }

    /** libseccomp knows nothing of calls newer than the profile; the default profile has ENOSYS for clone3, too. */
    private static int newerAsDefault(SeccompPolicy policy, int answer) {
        Action newer = policy.newerCalls();
        boolean named = policy.rules().stream().anyMatch(rule -> rule.action().equals(newer));
        return newer != null && !named && newer.code() == answer
                ? policy.defaultAction().code()
                : answer;
    }

    private static Set<Integer> numbers(FilterArch arch, String skipped) {
        Set<Integer> numbers = new java.util.TreeSet<>();
        Matcher matcher = SKIPPED.matcher(skipped);
        while (matcher.find()) {
            Integer number = SyscallNumbers.of(arch, matcher.group(1));
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static String rules(SeccompPolicy policy, List<FilterArch> arches, FilterContext context) {
        StringBuilder text = new StringBuilder("default\t" + action(policy.defaultAction()) + "\n");
        for (FilterArch arch : arches) {
            text.append("arch\t").append(arch.name()).append('\n');
        }
        for (Rule rule : policy.rules()) {
            if (rule.appliesIn(context) && !rule.action().equals(policy.defaultAction())) {
                for (String name : rule.names()) {
                    List<String> fields = new ArrayList<>(List.of("rule", name, action(rule.action())));
                    for (Condition condition : rule.conditions()) {
                        fields.add(condition.index() + "\t" + condition.comparison() + "\t"
                                + Long.toUnsignedString(condition.value()) + "\t"
                                + Long.toUnsignedString(condition.masked()));
                    }
                    text.append(String.join("\t", fields)).append('\n');
                }
            }
        }
        return text.toString();
    }

    private static String action(Action action) {
        return action.equals(Action.ALLOW) ? "SCMP_ACT_ALLOW\t0" : "SCMP_ACT_ERRNO\t" + (action.code() & 0xffff);
    }

    private byte[] libseccomp(String rules, StringBuilder skipped) throws IOException, InterruptedException {
        Path script = directory.resolve("oracle.py");
        if (!Files.exists(script)) {
            Files.write(
                    script,
                    LibseccompOracleTest.class.getResourceAsStream("oracle.py").readAllBytes());
        }
        Path input = Files.writeString(directory.resolve("rules"), rules);
        Path output = directory.resolve("filter");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(PYTHON, script.toString())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        skipped.append(Files.readString(errors, StandardCharsets.UTF_8));
        assertThat(process.exitValue()).as(skipped.toString()).isZero();
        return Files.readAllBytes(output);
    }
}
