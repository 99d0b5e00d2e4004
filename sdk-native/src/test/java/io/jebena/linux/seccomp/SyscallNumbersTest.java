// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import static io.jebena.linux.proc.Host.need;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.linux.libc.Arch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyscallNumbersTest {
    private static final Pattern DEFINE = Pattern.compile(
            "#define __NR_(\\w+)\\s+(?:\\(__X32_SYSCALL_BIT \\+ |\\(__NR_SYSCALL_BASE \\+ )?(\\d+)\\)?");

    @ParameterizedTest
    @CsvSource({
        "X86_64, /usr/include/x86_64-linux-gnu/asm/unistd_64.h",
        "X86, /usr/include/x86_64-linux-gnu/asm/unistd_32.h",
        "X32, /usr/include/x86_64-linux-gnu/asm/unistd_x32.h",
        "ARM, /usr/arm-linux-gnueabihf/include/asm/unistd-eabi.h"
    })
    void table_everyDefinitionOfTheKernelHeader_isThere(FilterArch arch, Path header) throws IOException {
        need(Files.exists(header), header + " is not installed (linux-libc-dev, linux-libc-dev-armhf-cross)");
        Map<String, Integer> defined = new HashMap<>();
        Matcher matcher = DEFINE.matcher(Files.readString(header));
        while (matcher.find()) {
            defined.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        defined.remove("syscalls");

        assertThat(defined).hasSizeGreaterThan(300);
        assertThat(SyscallNumbers.table(arch)).containsAllEntriesOf(defined);
    }

    @Test
    void of_aarch64_usesTheGenericNumbers() {
        assertThat(SyscallNumbers.of(FilterArch.AARCH64, "read")).isEqualTo(63);
        assertThat(SyscallNumbers.of(FilterArch.AARCH64, "clone3")).isEqualTo(435);
        assertThat(SyscallNumbers.of(FilterArch.AARCH64, "fork")).isNull();
        assertThat(SyscallNumbers.of(FilterArch.AARCH64, "memfd_secret")).isEqualTo(447);
    }

    @Test
    void audit_ofTheMachines_agreesWithTheBindings() {
        for (Arch machine : Arch.values()) {
            assertThat(Integer.toUnsignedLong(FilterArch.of(machine).audit())).isEqualTo(machine.auditArch());
        }
    }
}
