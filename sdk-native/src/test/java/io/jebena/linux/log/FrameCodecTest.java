// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.log.LogFrame.Stream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    private static final Instant TIME = Instant.parse("2026-11-23T23:04:17.000000120Z");

    private static byte[] encoded(LogForm form, Stream stream, int run, byte[] bytes) {
        FrameEncoder encoder = form.encoder();
        encoder.time(TIME);
        encoder.frame(stream, run, bytes, 0, bytes.length);
        return Arrays.copyOf(encoder.out, encoder.length);
    }

    private static String json(String text) {
        return new String(encoded(LogForm.JSON, Stream.STDOUT, 0, text.getBytes(UTF_8)), UTF_8);
    }

    private static Frame decoded(LogForm form, byte[] bytes) {
        Frame frame = new Frame();
        assertThat(form.decoder().decode(bytes, 0, bytes.length, frame)).isEqualTo(bytes.length);
        return frame;
    }

    private static byte[] content(Frame frame) {
        return Arrays.copyOf(frame.bytes, frame.length);
    }

    @Test
    void json_line_isAsDockerWritesIt() {
        assertThat(json("hello\n"))
                .isEqualTo(
                        "{\"log\":\"hello\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-23T23:04:17.000000120Z\"}\n");
    }

    @Test
    void json_specialCharacters_areEscaped() {
        assertThat(json("a\"b\\c\td\re\u001bf\u007f\n"))
                .startsWith("{\"log\":\"a\\\"b\\\\c\\td\\re\\u001bf\u007f\\n\",");
    }

    @Test
    void json_text_staysAsItIs() {
        assertThat(json("z\u00e4hlt \u6f22\u5b57 \ud83d\ude00 <&>\n"))
                .startsWith("{\"log\":\"z\u00e4hlt \u6f22\u5b57 \ud83d\ude00 <&>\\n\",\"stream\"");
    }

    @Test
    void json_malformedText_isReplacedAndKeptBeside() {
        byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0xc3, '\n'};

        byte[] line = encoded(LogForm.JSON, Stream.STDERR, 0, bytes);

        assertThat(new String(line, UTF_8))
                .startsWith("{\"log\":\"a\ufffdb\ufffd\\n\",\"stream\":\"stderr\",")
                .endsWith("Z\",\"bytes\":\"Yf9iwwo=\"}\n");
        assertThat(content(decoded(LogForm.JSON, line))).isEqualTo(bytes);
    }

    @Test
    void json_docker_isRead() {
        String line =
                "{\"log\":\"\\u003cb\\u003e \\ud83d\\ude00 \\/\\n\",\"stream\":\"stderr\",\"attrs\":\"x\",\"time\":\"2026-11-23T23:04:17.5Z\"}\n";

        Frame frame = decoded(LogForm.JSON, line.getBytes(UTF_8));

        assertThat(content(frame)).asString(UTF_8).isEqualTo("<b> \ud83d\ude00 /\n");
        assertThat(frame.stream).isEqualTo(Stream.STDERR);
        assertThat(frame.nanos).isEqualTo(500_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"log\":\"a",
                "{\"log\":\"a\"}",
                "{\"log\":\"a\\x\",\"stream\":\"stdout\",\"time\":\"2026-11-23T23:04:17Z\"}",
                "{\"log\":\"a\",\"stream\":\"stdout\",\"time\":\"now\"}",
                "{\"log\":\"a\",\"stream\":\"out\",\"time\":\"2026-11-23T23:04:17Z\"}",
                "{\"lo"
            })
    void json_noFrame_isSkipped(String line) {
        assertThat(decoded(LogForm.JSON, (line + "\n").getBytes(UTF_8)).length).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(LogForm.class)
    void frame_anyBytes_comeBack(LogForm form) {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                for (int at = 0; at < bytes.length; at++) {
                    bytes[at] = (byte) (bytes[at] & 0x7f);
                }
            }
            int run = i % 3 == 0 ? i + 2 : 0;
            Stream stream = i % 5 == 0 ? Stream.STDERR : Stream.STDOUT;

            Frame frame = decoded(form, encoded(form, stream, run, bytes));

            assertThat(content(frame)).isEqualTo(bytes);
            assertThat(frame.stream).isEqualTo(stream);
            assertThat(frame.run).isEqualTo(run);
            assertThat(frame.toLogFrame().time()).isEqualTo(TIME);
        }
    }

    @ParameterizedTest
    @EnumSource(LogForm.class)
    void frame_torn_isIncomplete(LogForm form) {
        byte[] whole = encoded(form, Stream.STDOUT, 0, "hello\n".getBytes(UTF_8));
        for (int length = 0; length < whole.length; length++) {
            assertThat(form.decoder().decode(whole, 0, length, new Frame())).isEqualTo(FrameDecoder.INCOMPLETE);
        }
    }

    @ParameterizedTest
    @EnumSource(LogForm.class)
    void previous_twoFrames_isTheSecond(LogForm form) {
        byte[] one = encoded(form, Stream.STDOUT, 0, "one\n".getBytes(UTF_8));
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertThat(form.decoder().previous(two, 0, two.length)).isEqualTo(one.length);
        assertThat(form.decoder().previous(two, one.length + 1, two.length)).isEqualTo(FrameDecoder.INCOMPLETE);
    }

    @Test
    void cut_character_isNotSplit() {
        byte[] bytes = "a\u00e4\u6f22\ud83d\ude00z".getBytes(UTF_8);
        int[] cuts = new int[bytes.length];
        for (int end = 1; end < bytes.length; end++) {
            cuts[end] = Utf8.cut(bytes, 0, end);
        }

        assertThat(cuts).containsExactly(0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10);
        assertThat(Utf8.cut(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80}, 0, 2))
                .isEqualTo(2);
    }
}
