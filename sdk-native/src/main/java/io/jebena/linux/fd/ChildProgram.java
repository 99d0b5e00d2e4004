// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
import java.util.List;
import java.util.SortedMap;

/** A program of our own started as a child of the JVM, with an empty environment. */
public final class ChildProgram {
    private final int pid;

    private ChildProgram(int pid) {
        this.pid = pid;
    }

    /**
     * Starts a program.
     *
     * @param program open file of the program, such as a {@link Memfd}
     * @param arguments its argument vector, the name first
     * @param descriptors number in the child, and what it shall be
     * @return the child
     */
    public static ChildProgram start(Fd program, List<String> arguments, SortedMap<Integer, Fd> descriptors) {
        int[] from = new int[descriptors.size()];
        int[] to = new int[descriptors.size()];
        int i = 0;
        for (var entry : descriptors.entrySet()) {
            to[i] = entry.getKey();
            from[i++] = entry.getValue().number();
        }
        int highest = descriptors.isEmpty() ? 0 : descriptors.lastKey();
        // the child's numbers are set before it executes the program by its number
        try (Fd safe = program.above(highest)) {
            return new ChildProgram(Kernel.processes().spawn(safe.procPath(), arguments, from, to));
        }
    }

    /**
     * The child's process id.
     *
     * @return its number
     */
    public int pid() {
        return pid;
    }

    /**
     * Waits for the child's end and reaps it; call it once.
     *
     * @return its wait status
     */
    public int await() {
        return Kernel.processes().waitFor(pid, true);
    }
}
