// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Reads what {@link JsonEncoder} and Docker's json-file write: one object of strings and numbers in each line. */
final class JsonDecoder implements FrameDecoder {
    private static final int NOTHING = -1;

    private final LogTime time = new LogTime();
    private byte[] in = new byte[0];
    private int at;
    private int end;

    @Override
    public int decode(byte[] bytes, int from, int to, Frame into) {
        int lineEnd = Lines.end(bytes, from, to);
        if (lineEnd < 0) {
            return INCOMPLETE;
        }
        in = bytes;
        at = from;
        end = lineEnd;
        into.length = NOTHING;
        into.run = 0;
        if (!object(into)) {
            into.length = NOTHING;
        }
        return lineEnd + 1;
    }

    @Override
    public int previous(byte[] bytes, int from, int to) {
        for (int i = to - 2; i >= from; i--) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return INCOMPLETE;
    }

    private boolean object(Frame into) {
        if (!take('{')) {
            return false;
        }
        boolean complete = false;
        do {
            if (!take('"') || at + 2 >= end) {
                return false;
            }
            byte key = in[at];
            int keyEnd = Lines.find(in, at, end, (byte) '"');
            if (keyEnd < 0) {
                return false;
            }
            int keyLength = keyEnd - at;
            at = keyEnd + 1;
            if (!take(':') || !member(key, keyLength, into)) {
                return false;
            }
            complete |= key == 't';
        } while (take(','));
        return complete && take('}') && into.length != NOTHING;
    }

    private boolean take(char wanted) {
        if (at < end && in[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** Keys are told apart by their first letter and length; unknown ones are passed over. */
    private boolean member(byte key, int keyLength, Frame into) {
        if (!take('"')) {
            return number(key == 'r' && keyLength == 3, into);
        }
        if (key == 'l' && keyLength == 3) {
            into.length = 0;
            return string(into);
        }
        int close = Lines.find(in, at, end, (byte) '"');
        if (close < 0) {
            return false;
        }
        int from = at;
        at = close + 1;
        return switch (key) {
            case 's' -> stream(from, close, into);
            case 't' -> time(from, close, into);
            case 'b' -> bytes(from, close, into);
            default -> true;
        };
    }

    private boolean number(boolean run, Frame into) {
        int value = 0;
        int from = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            value = value * 10 + in[at++] - '0';
        }
        if (run) {
            into.run = value;
        }
        return at > from;
    }

    private boolean stream(int from, int to, Frame into) {
        // stdout and stderr differ in their fourth letter
        if (to - from != 6) {
            return false;
        }
        into.stream = in[from + 3] == 'o' ? LogFrame.Stream.STDOUT : LogFrame.Stream.STDERR;
        return true;
    }

    private boolean time(int from, int to, Frame into) {
        boolean read = time.read(in, from, to);
        into.seconds = time.seconds;
        into.nanos = time.nanos;
        return read;
    }

    private boolean bytes(int from, int to, Frame into) {
        try {
            byte[] exact = Base64.getDecoder().decode(Arrays.copyOfRange(in, from, to));
            into.reserve(exact.length);
            System.arraycopy(exact, 0, into.bytes, 0, exact.length);
            into.length = exact.length;
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean string(Frame into) {
        into.reserve(end - at);
        while (true) {
            int from = at;
            at = Lines.endOfPlain(in, at, end);
            System.arraycopy(in, from, into.bytes, into.length, at - from);
            into.length += at - from;
            if (take('"')) {
                return true;
            }
            if (!take('\\') || at >= end || !escape(into)) {
                return false;
            }
        }
    }

    private boolean escape(Frame into) {
        byte b = in[at++];
        switch (b) {
            case 'n' -> into.bytes[into.length++] = '\n';
            case 'r' -> into.bytes[into.length++] = '\r';
            case 't' -> into.bytes[into.length++] = '\t';
            case 'b' -> into.bytes[into.length++] = '\b';
            case 'f' -> into.bytes[into.length++] = '\f';
            case '"', '\\', '/' -> into.bytes[into.length++] = b;
            case 'u' -> {
                return unicode(into);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Docker escapes more than we do; a surrogate pair is two escapes. */
    private boolean unicode(Frame into) {
        int unit = hex();
        if (unit < 0) {
            return false;
        }
        int point = unit;
        if (Character.isHighSurrogate((char) unit) && at + 1 < end && in[at] == '\\' && in[at + 1] == 'u') {
            at += 2;
            int low = hex();
            if (low < 0) {
                return false;
            }
            point = Character.toCodePoint((char) unit, (char) low);
        }
        byte[] text = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, into.bytes, into.length, text.length);
        into.length += text.length;
        return true;
    }

    private int hex() {
        if (at + 4 > end) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(in[at++], 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }
}
