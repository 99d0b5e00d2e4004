// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamTest {
    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Gives few bytes at once and never says that more are available, as a socket does. */
    private static InputStream trickle(byte[] bytes, int step) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, step));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 512, 1000, 65536})
    void read_severalMembers_all(int step) throws IOException {
        byte[] plain = random(200_000);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            packed.writeBytes(gzip(plain));
            expected.writeBytes(plain);
        }

        try (GzipStream in = new GzipStream(trickle(packed.toByteArray(), step))) {
            assertThat(in.readAllBytes()).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void read_nameCommentAndEmptyMember_accepted() throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setFileName("layer.tar");
        parameters.setComment("no comment");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(gzip(new byte[0]));
        try (GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(out, parameters)) {
            gzip.write(1);
        }

        try (GzipStream in = new GzipStream(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(in.readAllBytes()).containsExactly(1);
        }
    }

    @Test
    void read_zerosBehind_padding() throws IOException {
        byte[] packed = gzip(random(100));

        try (GzipStream in = new GzipStream(new ByteArrayInputStream(Arrays.copyOf(packed, packed.length + 1000)))) {
            assertThat(in.readAllBytes()).isEqualTo(random(100));
        }
    }

    @Test
    void read_otherDataBehind_refused() throws IOException {
        byte[] packed = gzip(random(100));
        byte[] longer = Arrays.copyOf(packed, packed.length + 1);
        longer[packed.length] = 'x';

        try (GzipStream in = new GzipStream(new ByteArrayInputStream(longer))) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(ArchiveFormatException.class)
                    .hasMessageContaining("followed by other data");
        }
    }

    @Test
    void read_truncatedAnywhere_endOfFile() throws IOException {
        byte[] packed = gzip(random(50));
        for (int length = 1; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> new GzipStream(new ByteArrayInputStream(cut)).readAllBytes())
                    .as("cut to %d", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void read_wrongChecksumOrSize_refused() throws IOException {
        byte[] packed = gzip(random(50));
        for (int i = 1; i <= 8; i++) {
            byte[] damaged = packed.clone();
            damaged[packed.length - i] ^= 1;
            assertThatThrownBy(() -> new GzipStream(new ByteArrayInputStream(damaged)).readAllBytes())
                    .isInstanceOf(ArchiveFormatException.class)
                    .hasMessageContaining("checksum");
        }
    }
}
