// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.ready;

import io.jebena.container.Ready;
import io.jebena.linux.fd.TcpSocket;
import io.jebena.linux.libc.SyscallException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks with GET over HTTP/1.1 and reads no more than the first line of the answer. */
final class HttpStatus {
    private static final Pattern LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final int LONGEST_LINE = 4096;

    /** No status at all. */
    private static final int NONE = 0;

    private HttpStatus() {}

    /** The status, 0 if there was no answer that is HTTP. */
    static int of(TcpSocket connection, Ready.Http http, Duration limit) {
        String request = "GET " + http.path() + " HTTP/1.1\r\nHost: localhost:" + http.port()
                + "\r\nUser-Agent: jebena\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.max(LONGEST_LINE, bytes.length));
        buffer.put(bytes).flip();
        try {
            if (!connection.write(buffer)) {
                return NONE;
            }
            return status(line(connection, buffer.clear(), System.nanoTime() + limit.toNanos()));
        } catch (SyscallException e) {
            // it hung up
            return NONE;
        }
    }

    private static String line(TcpSocket connection, ByteBuffer buffer, long end) {
        while (buffer.hasRemaining()) {
            int read = connection.read(buffer, Duration.ofNanos(end - System.nanoTime()));
            String text = text(buffer);
            int newline = text.indexOf('\n');
            if (newline >= 0) {
                return text.substring(0, newline).strip();
            }
            if (read <= 0) {
                return "";
            }
        }
        return "";
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int status(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : NONE;
    }
}
