// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Direct buffers of text, for tests. */
final class Direct {
    private Direct() {}

    static ByteBuffer of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        buffer.flip();
        return buffer;
    }

    static ByteBuffer room() {
        return ByteBuffer.allocateDirect(4096);
    }

    static String text(ByteBuffer read) {
        read.flip();
        return StandardCharsets.UTF_8.decode(read).toString();
    }
}
