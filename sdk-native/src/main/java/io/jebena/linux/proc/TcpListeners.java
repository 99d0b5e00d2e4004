// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.util.ArrayList;
import java.util.List;

/**
 * Who listens on a TCP port: {@code /proc/PID/net/tcp} and {@code tcp6}, which show the network namespace of that process. An
 * address is in words of 4 bytes, each in the order of bytes of the machine.
 */
public final class TcpListeners {
    private static final String LISTEN = "0A";
    private static final int WORD = 8;

    private TcpListeners() {}

    /**
     * Reads one of the two files.
     *
     * @param text its content
     * @param port the port
     * @return addresses of 4 or 16 bytes that take connections to it; those of a loopback stand for "any"
     */
    public static List<byte[]> on(String text, int port) {
        List<byte[]> addresses = new ArrayList<>();
        String suffix = String.format(":%04X", port);
        text.lines().skip(1).forEach(line -> {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 3 && fields[3].equals(LISTEN) && fields[1].endsWith(suffix)) {
                addresses.add(reachable(bytes(fields[1].substring(0, fields[1].length() - suffix.length()))));
            }
        });
        return addresses;
    }

    private static byte[] bytes(String hex) {
        byte[] address = new byte[hex.length() / 2];
        for (int word = 0; word < hex.length() / WORD; word++) {
            long value = Long.parseLong(hex.substring(word * WORD, (word + 1) * WORD), 16);
            for (int i = 0; i < 4; i++) {
                address[4 * word + i] = (byte) (value >> (8 * i));
            }
        }
        return address;
    }

    private static byte[] reachable(byte[] address) {
        for (byte b : address) {
            if (b != 0) {
                return address;
            }
        }
        byte[] loopback = new byte[address.length];
        loopback[address.length - 1] = 1;
        if (address.length == 4) {
            loopback[0] = 127;
        }
        return loopback;
    }
}
