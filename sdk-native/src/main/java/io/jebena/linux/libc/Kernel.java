// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

/** Where the rest of the engine gets its kernel calls from. All of them are safe for use by several threads. */
public final class Kernel {
    private static final DescriptorCalls DESCRIPTORS = new NativeDescriptors();
    private static final SocketCalls SOCKETS = new NativeSockets();
    private static final ProcessCalls PROCESSES = new NativeProcesses();
    private static final TreeCalls TREE = new NativeTree();
    private static final TerminalCalls TERMINALS = new NativeTerminals();

    private Kernel() {}

    /**
     * Calls on open descriptors.
     *
     * @return the calls
     */
    public static DescriptorCalls descriptors() {
        return DESCRIPTORS;
    }

    /**
     * Calls on unix sockets.
     *
     * @return the calls
     */
    public static SocketCalls sockets() {
        return SOCKETS;
    }

    /**
     * Calls on processes and namespaces.
     *
     * @return the calls
     */
    public static ProcessCalls processes() {
        return PROCESSES;
    }

    /**
     * Calls on names below an open directory.
     *
     * @return the calls
     */
    public static TreeCalls tree() {
        return TREE;
    }

    /**
     * Calls on terminals.
     *
     * @return the calls
     */
    public static TerminalCalls terminals() {
        return TERMINALS;
    }
}
