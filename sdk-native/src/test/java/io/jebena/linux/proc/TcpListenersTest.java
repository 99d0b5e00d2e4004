// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TcpListenersTest {
    private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when\n";

    @Test
    void on_listenersOfEachKind_givesAddressesThatCanBeConnectedTo() {
        String four = HEAD
                + "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
                + "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
                + "   2: 0200000A:1F90 0300000A:9C40 01 00000000:00000000 00:00000000 00000000     0\n"
                + "   3: 0500000A:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n";
        assertThat(TcpListeners.on(four, 8080)).containsExactly(new byte[] {127, 0, 0, 1}, new byte[] {127, 0, 0, 1});
        assertThat(TcpListeners.on(four, 80)).containsExactly(new byte[] {10, 0, 0, 5});
        assertThat(TcpListeners.on(four, 40000)).isEmpty();
    }

    @Test
    void on_sixWords_areInTheMachinesOrder() {
        String six = HEAD + "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 0:0\n"
                + "   1: B80D0120000000000000000001000000:0017 00000000000000000000000000000000:0000 0A 0:0\n";
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        assertThat(TcpListeners.on(six, 22)).containsExactly(loopback);
        byte[] address = {0x20, 0x01, 0x0d, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        assertThat(TcpListeners.on(six, 23)).containsExactly(address);
    }
}
