// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.ready;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.TcpSocket;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.linux.proc.TcpListeners;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Connects to a port in the network of a process, at whatever address somebody listens there. */
final class PortProbe {
    private PortProbe() {}

    /** Whether one of those who listen takes a connection and answers as is wanted. */
    static boolean any(int pid, int port, Duration limit, Predicate<TcpSocket> answer) {
        Path network = Path.of("/proc/" + pid + "/net");
        List<byte[]> addresses = new ArrayList<>(listeners(network.resolve("tcp"), port));
        addresses.addAll(listeners(network.resolve("tcp6"), port));
        if (addresses.isEmpty()) {
            return false;
        }
        try (Fd namespace = Fd.open("/proc/" + pid + "/ns/net", TreeCalls.O_RDONLY, 0)) {
            for (byte[] address : addresses) {
                Optional<TcpSocket> connected = TcpSocket.connect(namespace, address, port, limit);
                if (connected.isPresent()) {
                    try (TcpSocket connection = connected.get()) {
                        if (answer.test(connection)) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }
    }

    /** A kernel without IPv6 has no such file. */
    private static List<byte[]> listeners(Path file, int port) {
        try {
            return TcpListeners.on(KernelFile.read(file), port);
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT)) {
                return List.of();
            }
            throw e;
        }
    }
}
