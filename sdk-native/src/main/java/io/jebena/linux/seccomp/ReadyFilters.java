// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import io.jebena.capability.Capability;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The default profile's filter for the default capabilities, compiled when this module is built: reading and compiling
 * the profile would be a third of what the first container of a JVM takes.
 */
final class ReadyFilters {
    /** The oldest kernel that the launcher runs on; the profile makes no difference between newer ones. */
    static final KernelRelease KERNEL = KernelRelease.parse("5.12");

    static final long CAPABILITIES = Capability.mask(Capability.DEFAULT);

    private ReadyFilters() {}

    private static String resource(Arch machine) {
        return "default-" + machine.kernelName() + ".filter";
    }

    /**
     * Called by the build.
     *
     * @param arguments the directory that gets the files
     * @throws IOException if they cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (Arch machine : Arch.values()) {
            SeccompFilter filter = compile(machine);
            byte[] program = filter.program();
            ByteBuffer file = ByteBuffer.allocate(Integer.BYTES + program.length);
            Files.write(
                    directory.resolve(resource(machine)),
                    file.putInt(filter.flags()).put(program).array());
        }
    }

    static SeccompFilter compile(Arch machine) {
        return SeccompPolicy.byDefault().compile(new FilterContext(machine, CAPABILITIES, KERNEL));
    }

    /** The filter for a machine, or empty in a build without it. */
    static Optional<SeccompFilter> read(Arch machine) {
        try (@Nullable InputStream stream = ReadyFilters.class.getResourceAsStream(resource(machine))) {
            if (stream == null) {
                return Optional.empty();
            }
            ByteBuffer file = ByteBuffer.wrap(stream.readAllBytes());
            int flags = file.getInt();
            byte[] program = new byte[file.remaining()];
            file.get(program);
            return Optional.of(new SeccompFilter(program, flags));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
