// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarWriterTest {
    private static final TarEntry.Device NONE = new TarEntry.Device(0, 0);
    private static final byte[] NO_LINK = new byte[0];

    private static EntryAttributes attributes(Instant time, Xattr... xattrs) {
        return new EntryAttributes(04751, 1000, 2000, time, List.of(xattrs));
    }

    private static byte[] archive(byte[] header, byte[] content) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header);
        all.writeBytes(content);
        all.writeBytes(new byte[TarWriter.padding(content.length)]);
        all.writeBytes(TarWriter.end());
        return all.toByteArray();
    }

    private static TarEntry readBack(byte[] archive) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        TarEntry entry = reader.next();
        assertThat(entry).isNotNull();
        assertThat(reader.next()).isNull();
        return entry;
    }

    private static TarEntry roundTrip(TarEntry.Type type, byte[] name, byte[] link, EntryAttributes attributes)
            throws IOException {
        return readBack(archive(TarWriter.header(type, name, link, attributes, 0, NONE), new byte[0]));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(TarEntry.Type.class)
    void header_everyType_readsBackTheSame(TarEntry.Type type) throws IOException {
        byte[] link = type == TarEntry.Type.SYMLINK || type == TarEntry.Type.HARDLINK ? bytes("to/it") : NO_LINK;
        TarEntry entry = roundTrip(type, bytes("a/b"), link, attributes(Instant.ofEpochSecond(1_700_000_000)));
        assertThat(entry.type()).isEqualTo(type);
        assertThat(entry.name()).isEqualTo(bytes(type == TarEntry.Type.DIRECTORY ? "a/b/" : "a/b"));
        assertThat(entry.linkName()).isEqualTo(link);
        assertThat(entry.attributes()).isEqualTo(attributes(Instant.ofEpochSecond(1_700_000_000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 155, 256, 987, 1000, 4096})
    void header_namesOfAnyLength_readBackTheSame(int length) throws IOException {
        byte[] name = bytes("n".repeat(length));
        byte[] link = bytes("l".repeat(length));
        TarEntry entry = roundTrip(TarEntry.Type.SYMLINK, name, link, attributes(Instant.EPOCH));
        assertThat(entry.name()).isEqualTo(name);
        assertThat(entry.linkName()).isEqualTo(link);
    }

    @Test
    void header_nameThatIsNoUtf8_keepsItsBytes() throws IOException {
        byte[] name = {'a', (byte) 0xff, (byte) 0xfe, '\n', 'z'};
        assertThat(roundTrip(TarEntry.Type.FILE, name, NO_LINK, attributes(Instant.EPOCH))
                        .name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2024-02-29T12:00:00.123456789Z",
                "2024-02-29T12:00:00.5Z",
                "1969-12-31T23:59:59.25Z",
                "1960-01-01T00:00:00Z",
                "2500-01-01T00:00:00Z"
            })
    void header_anyTime_keepsNanoseconds(String time) throws IOException {
        Instant modified = Instant.parse(time);
        TarEntry entry = roundTrip(TarEntry.Type.FILE, bytes("f"), NO_LINK, attributes(modified));
        assertThat(entry.attributes().modified()).isEqualTo(modified);
    }

    @Test
    void header_largeNumbers_areKept() throws IOException {
        EntryAttributes attributes =
                new EntryAttributes(0, EntryAttributes.MAX_ID, 3_000_000, Instant.EPOCH, List.of());
        TarEntry.Device device = new TarEntry.Device(3_000_000, 4_000_000);
        byte[] header = TarWriter.header(TarEntry.Type.BLOCK_DEVICE, bytes("d"), NO_LINK, attributes, 0, device);
        TarEntry entry = readBack(archive(header, new byte[0]));
        assertThat(entry.attributes()).isEqualTo(attributes);
        assertThat(entry.device()).isEqualTo(device);
    }

    @Test
    void header_fileOf9Gigabytes_saysSo() throws IOException {
        byte[] header = TarWriter.header(
                TarEntry.Type.FILE, bytes("f"), NO_LINK, attributes(Instant.EPOCH), 9_000_000_000L, NONE);
        TarEntry entry = new TarReader(new ByteArrayInputStream(header)).next();
        assertThat(entry).isNotNull();
        assertThat(entry.size()).isEqualTo(9_000_000_000L);
    }

    @Test
    void header_extendedAttributes_areKeptByteForByte() throws IOException {
        byte[] value = {0, 1, (byte) 0xff, '\n', '='};
        TarEntry entry = roundTrip(
                TarEntry.Type.FILE,
                bytes("f"),
                NO_LINK,
                attributes(Instant.EPOCH, new Xattr("security.capability", value)));
        assertThat(entry.attributes().xattrs()).hasSize(1);
        assertThat(entry.attributes().xattrs().get(0).name()).isEqualTo("security.capability");
        assertThat(entry.attributes().xattrs().get(0).value()).isEqualTo(value);
    }

    @Test
    void archive_anotherReader_readsTheSame() throws IOException {
        String name = "directory/" + "long".repeat(60) + "/é";
        byte[] content = bytes("content");
        byte[] header = TarWriter.header(
                TarEntry.Type.FILE,
                bytes(name),
                NO_LINK,
                attributes(Instant.parse("2024-02-29T12:00:00.5Z")),
                content.length,
                NONE);
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(archive(header, content)), "UTF-8")) {
            TarArchiveEntry entry = in.getNextEntry();
            assertThat(entry.getName()).isEqualTo(name);
            assertThat(entry.getMode() & 07777).isEqualTo(04751);
            assertThat(entry.getLongUserId()).isEqualTo(1000);
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.parse("2024-02-29T12:00:00.5Z"));
            assertThat(in.readAllBytes()).isEqualTo(content);
            assertThat(in.getNextEntry()).isNull();
        }
    }
}
