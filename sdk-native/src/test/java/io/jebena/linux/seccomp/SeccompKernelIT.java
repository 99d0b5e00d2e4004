// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import static io.jebena.linux.proc.Host.need;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.capability.Capability;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default profile installed in a process of its own, which then makes every call that it forbids. */
class SeccompKernelIT {
    private static final long SECONDS = 60L * Integer.getInteger("jebena.test.timeoutScale", 1);

    /** Nothing but the filter answers this, EBADFD. */
    private static final int MARK = 77;

    private static final int LAST = 500;

    /** uprobe(2) of x86-64: since Linux 6.12 or so the kernel makes it itself for tracers and asks no filter. */
    private static final int UPROBE = 336;

    private static final int NATIVE = 0;
    private static final int INT_80 = 1;

    @TempDir
    private static Path directory;

    private static Path probe;

    private record Call(int convention, int number, long argument) {}

    @BeforeAll
    static void build() throws Exception {
        Path source = directory.resolve("probe.c");
        Files.write(source, SeccompKernelIT.class.getResourceAsStream("probe.c").readAllBytes());
        probe = directory.resolve("probe");
        try {
            Process compiler = new ProcessBuilder(
                            "gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-o", probe.toString(), source.toString())
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor()).as("gcc").isZero();
        } catch (IOException e) {
            need(false, "no C compiler to build the probe with (gcc): " + e.getMessage());
        }
    }

    @Test
    void install_defaultProfile_refusesEveryForbiddenCallOfItsOwnConvention() throws Exception {
        FilterArch arch = FilterArch.of(Arch.current());
        List<Call> calls = forbidden(arch, NATIVE, 0);

        assertThat(calls).hasSizeGreaterThan(60);
        assertAnswers(calls, arch);
    }

    @Test
    void install_defaultProfile_refusesEveryForbiddenCallOfX32() throws Exception {
        need(Arch.current() == Arch.X86_64, "x32 is of x86-64 only");
        assertAnswers(forbidden(FilterArch.X32, NATIVE, FilterArch.X32_BIT), FilterArch.X32);
    }

    @Test
    void install_defaultProfile_refusesEveryForbiddenCallOf32BitX86() throws Exception {
        need(Arch.current() == Arch.X86_64, "int 0x80 is of x86-64 only");
        need(run(List.of(new Call(INT_80, 20, 0))).length == 1, "the kernel runs no 32-bit programs (IA32_EMULATION)");
        assertAnswers(forbidden(FilterArch.X86, INT_80, 0), FilterArch.X86);
    }

    @Test
    void install_defaultProfile_letsHarmlessCallsThrough() throws Exception {
        FilterArch arch = FilterArch.of(Arch.current());
        List<Call> calls = new ArrayList<>();
        for (String name : List.of("getpid", "getuid", "umask", "sched_yield")) {
            calls.add(new Call(NATIVE, SyscallNumbers.of(arch, name), 0));
        }
        calls.add(new Call(NATIVE, SyscallNumbers.of(arch, "personality"), 0xffff_ffffL));

        assertThat(run(calls)).containsOnly(0);
    }

    private static List<Call> forbidden(FilterArch arch, int convention, int bit) {
        Cbpf filter = new Cbpf(filter());
        List<Call> calls = new ArrayList<>();
        for (int number = 0; number < LAST; number++) {
            for (long argument : new long[] {0, 40, 0x7fff_ffff}) {
                if (number != UPROBE && expected(filter, arch, number | bit, argument) != 0) {
                    calls.add(new Call(convention, number | bit, argument));
                }
            }
        }
        return calls;
    }

    /** The error number that the filter answers, 0 if it lets the call through. */
    private static int expected(Cbpf filter, FilterArch arch, int number, long argument) {
        int answer = filter.run(arch.audit(), number, new long[] {argument, -1, -1, -1, -1, -1});
        return answer == Action.ALLOW.code() ? 0 : answer & 0xffff;
    }

    private static void assertAnswers(List<Call> calls, FilterArch arch) throws Exception {
        Cbpf filter = new Cbpf(filter());
        int[] answers = run(calls);
        assertThat(answers).hasSameSizeAs(calls);
        for (int i = 0; i < answers.length; i++) {
            Call call = calls.get(i);
            assertThat(answers[i])
                    .as("%s %s", arch, call)
                    .isEqualTo(expected(filter, arch, call.number, call.argument));
        }
    }

    private static byte[] filter() {
        String profile = Profiles.byDefault().replace("\"defaultErrnoRet\": 1", "\"defaultErrnoRet\": " + MARK);
        long none = Capability.mask(Set.of());
        return SeccompPolicy.parse(profile)
                .compile(new FilterContext(Arch.current(), none, new KernelRelease(6, 1)))
                .program();
    }

    private static int[] run(List<Call> calls) throws Exception {
        byte[] filter = filter();
        ByteBuffer input =
                ByteBuffer.allocate(4 + filter.length + 16 * calls.size()).order(ByteOrder.nativeOrder());
        input.putInt(filter.length / 8).put(filter);
        for (Call call : calls) {
            input.putInt(call.convention).putInt(call.number).putLong(call.argument);
        }
        Path in = Files.write(directory.resolve("in"), input.array());
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(probe.toString())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        ByteBuffer output = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.nativeOrder());
        int[] answers = new int[output.remaining() / 4];
        output.asIntBuffer().get(answers);
        return answers;
    }
}
