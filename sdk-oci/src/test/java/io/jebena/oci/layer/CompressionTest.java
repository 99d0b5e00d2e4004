// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Also where other tests get compressed bytes from. */
public class CompressionTest {
    @TempDir
    Path directory;

    /** Compresses bytes. */
    public static byte[] pack(Compression compression, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (compression) {
                    case NONE -> bytes;
                    case GZIP -> new GZIPOutputStream(bytes);
                    case ZSTD -> new ZstdOutputStream(bytes);
                    case BZIP2 -> new BZip2CompressorOutputStream(bytes);
                    case XZ -> new XZOutputStream(bytes, new LZMA2Options(1));
                }) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private InputStream open(byte[] packed, UnpackLimits limits) throws IOException {
        return GuardedStream.open(new ByteArrayInputStream(packed), limits, directory);
    }

    @ParameterizedTest
    @EnumSource
    void open_twoStreamsBehindEachOther_bothUnpacked(Compression compression) throws IOException {
        byte[] plain = new byte[300_000];
        new Random(1).nextBytes(plain);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.writeBytes(pack(compression, plain));
        twice.writeBytes(pack(compression, plain));

        assertThat(Compression.detect(new ByteArrayInputStream(twice.toByteArray())))
                .isEqualTo(compression);
        try (InputStream in = open(twice.toByteArray(), UnpackLimits.DEFAULT)) {
            byte[] unpacked = in.readAllBytes();
            assertThat(unpacked).hasSize(600_000).startsWith(plain).endsWith(plain);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void open_truncated_ioException(Compression compression) throws IOException {
        byte[] plain = new byte[100_000];
        new Random(2).nextBytes(plain);
        byte[] packed = pack(compression, plain);
        byte[] cut = java.util.Arrays.copyOf(packed, packed.length / 2);

        assertThatThrownBy(() -> {
                    try (InputStream in = open(cut, UnpackLimits.DEFAULT);
                            InputStream ahead = new ReadAhead(in, null)) {
                        ahead.readAllBytes();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void open_zerosBeyondRatio_refusedEarly(Compression compression) throws IOException {
        byte[] packed = pack(compression, new byte[8 << 20]);
        UnpackLimits limits =
                UnpackLimits.DEFAULT.toBuilder().ratioFrom(1 << 20).build();

        assertThatThrownBy(() -> {
                    try (InputStream in = open(packed, limits)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("more than 200 times its size");
    }

    @ParameterizedTest
    @EnumSource
    void open_beyondTotal_refused(Compression compression) throws IOException {
        byte[] plain = new byte[300_000];
        new Random(3).nextBytes(plain);
        byte[] packed = pack(compression, plain);
        UnpackLimits limits = UnpackLimits.DEFAULT.toBuilder().maxBytes(200_000).build();

        assertThatThrownBy(() -> {
                    try (InputStream in = open(packed, limits)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .isInstanceOf(ArchiveFormatException.class)
                .hasMessageContaining("more than 200000 bytes");
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP"})
    void open_diskAlmostFull_saidSo(Compression compression) throws IOException {
        byte[] packed = pack(compression, new byte[1000]);
        UnpackLimits limits =
                UnpackLimits.DEFAULT.toBuilder().minFree(Long.MAX_VALUE).build();

        assertThatThrownBy(() -> {
                    try (InputStream in = open(packed, limits)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no space left");
    }
}
