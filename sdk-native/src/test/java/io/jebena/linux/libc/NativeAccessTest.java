// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NativeAccessTest {
    @Test
    void require_everythingThere_isQuiet() {
        assertThatCode(NativeAccess::require).doesNotThrowAnyException();
    }

    @Test
    void open_withoutTheLibrarysDependencies_saysWhichAreMissingEachTime() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jnr-") && !entry.contains("jffi"))
                .collect(Collectors.joining(File.pathSeparator));
        String java = System.getProperty("java.home") + "/bin/java";
        Process process = new ProcessBuilder(java, "-cp", classPath, OpenTwice.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .hasSize(3)
                .allMatch(line -> line.contains("jnr.ffi") && line.contains("with its dependencies"), said);
    }

    /** Run in a JVM of its own. */
    static final class OpenTwice {
        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    io.jebena.Jebena.open();
                } catch (io.jebena.error.HostRequirementException e) {
                    System.out.println(e.getMessage());
                }
            }
            io.jebena.Jebena.probe().unmet().stream()
                    .filter(r -> r.name().equals("native access"))
                    .forEach(System.out::println);
        }
    }
}
