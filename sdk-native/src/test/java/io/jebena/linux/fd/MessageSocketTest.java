// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.linux.libc.SyscallException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageSocketTest {
    @Test
    void send_twoMessages_arriveWholeOneByOne() {
        try (MessageSocket.Pair pair = MessageSocket.pair()) {
            pair.near().send(Direct.of("first"), List.of());
            pair.near().send(Direct.of("second"), List.of());
            ByteBuffer read = Direct.room();

            pair.far().receive(read, true);
            assertThat(Direct.text(read)).isEqualTo("first");
        }
    }

    @Test
    void send_withDescriptors_givesTheReceiverItsOwnCopies() {
        try (MessageSocket.Pair pair = MessageSocket.pair()) {
            try (Pipe pipe = Pipe.open()) {
                pair.near().send(Direct.of("x"), List.of(pipe.readEnd()));
                pipe.writeEnd().writeFully(Direct.of("inside"));
            }
            List<Fd> received = pair.far().receive(Direct.room(), true);

            assertThat(received).hasSize(1);
            ByteBuffer read = Direct.room();
            received.get(0).read(read);
            assertThat(Direct.text(read)).isEqualTo("inside");
            received.forEach(Fd::close);
        }
    }

    @Test
    void receive_mostDescriptorsThatOneMessageHolds_arriveAll() {
        try (MessageSocket.Pair pair = MessageSocket.pair();
                Pipe pipe = Pipe.open()) {
            List<Fd> many = new ArrayList<>();
            for (int i = 0; i < 253; i++) {
                many.add(pipe.readEnd());
            }
            pair.near().send(Direct.of("x"), many);
            List<Fd> received = pair.far().receive(Direct.room(), true);

            assertThat(received).hasSize(253);
            received.forEach(Fd::close);
            many.add(pipe.readEnd());
            assertThatThrownBy(() -> pair.near().send(Direct.of("x"), many)).hasMessageContaining("253");
        }
    }

    @Test
    void receive_nothingThere_answersNullWithoutWaiting() {
        try (MessageSocket.Pair pair = MessageSocket.pair()) {
            assertThat(pair.far().receive(Direct.room(), false)).isNull();
        }
    }

    @Test
    void receive_otherEndClosed_answersAnEmptyMessage() {
        try (MessageSocket.Pair pair = MessageSocket.pair()) {
            pair.near().close();
            ByteBuffer read = Direct.room();

            assertThat(pair.far().receive(read, true)).isEmpty();
            assertThat(read.position()).isZero();
        }
    }

    @Test
    void send_otherEndClosed_failsWithoutASignal() {
        try (MessageSocket.Pair pair = MessageSocket.pair()) {
            pair.far().close();

            assertThatThrownBy(() -> pair.near().send(Direct.of("x"), List.of()))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageContaining("EPIPE");
        }
    }

    @Test
    void receive_messageLargerThanTheBuffer_isAnErrorNotACut() {
        try (MessageSocket.Pair pair = MessageSocket.pair()) {
            pair.near().send(Direct.of("longer than four"), List.of());

            assertThatThrownBy(() -> pair.far().receive(ByteBuffer.allocateDirect(4), true))
                    .hasMessageContaining("EMSGSIZE");
        }
    }
}
