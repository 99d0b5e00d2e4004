// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
    /** A member and its content. */
    static final class Member {
        private final TarEntry entry;
        private final byte[] content;

        Member(TarEntry entry, byte[] content) {
            this.entry = entry;
            this.content = content;
        }

        TarEntry entry() {
            return entry;
        }

        byte[] content() {
            return content;
        }
    }

    static List<Member> read(byte[] archive) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        List<Member> members = new ArrayList<>();
        for (TarEntry e = reader.next(); e != null; e = reader.next()) {
            byte[] content = new byte[Math.toIntExact(e.size())];
            if (e.type() == TarEntry.Type.FILE) {
                reader.copyData((offset, b, start, n) -> System.arraycopy(b, start, content, (int) offset, n));
            }
            members.add(new Member(e, content));
        }
        reader.drain();
        return members;
    }

    private static String name(Member m) {
        return new String(m.entry().name(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void read_randomArchivesOfCommonsCompress_sameMembers(long seed) throws IOException {
        Random random = new Random(seed);
        boolean posix = seed % 2 == 0;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Map<String, byte[]> files = new LinkedHashMap<>();
        Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(posix ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU);
            out.setBigNumberMode(
                    posix ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR);
            out.setAddPaxHeadersForNonAsciiNames(posix);
            for (int i = 0; i < 40; i++) {
                String name = "d" + i + "/" + "\u00e4x".repeat(random.nextInt(120)) + i;
                byte type = new byte[] {
                            TarConstants.LF_NORMAL,
                            TarConstants.LF_DIR,
                            TarConstants.LF_SYMLINK,
                            TarConstants.LF_LINK,
                            TarConstants.LF_CHR,
                            TarConstants.LF_BLK,
                            TarConstants.LF_FIFO
                        }
                        [random.nextInt(7)];
                TarArchiveEntry e = new TarArchiveEntry(name, type);
                e.setMode(random.nextInt(010000));
                e.setUserId(random.nextInt(3) == 0 ? 3_000_000 : random.nextInt(2_000_000));
                e.setGroupId(random.nextInt(2_000_000));
                e.setModTime(random.nextInt(Integer.MAX_VALUE) * 1000L);
                if (type == TarConstants.LF_SYMLINK || type == TarConstants.LF_LINK) {
                    e.setLinkName("t/" + "y".repeat(random.nextInt(300)));
                }
                if (type == TarConstants.LF_CHR || type == TarConstants.LF_BLK) {
                    e.setDevMajor(random.nextInt(4000));
                    e.setDevMinor(random.nextInt(100_000));
                }
                byte[] content = new byte[type == TarConstants.LF_NORMAL ? random.nextInt(3000) : 0];
                random.nextBytes(content);
                e.setSize(content.length);
                out.putArchiveEntry(e);
                out.write(content);
                out.closeArchiveEntry();
                files.put(e.getName(), content);
                entries.put(e.getName(), e);
            }
        }

        List<Member> members = read(bytes.toByteArray());

        assertThat(members).extracting(TarReaderTest::name).containsExactlyElementsOf(files.keySet());
        for (Member m : members) {
            TarArchiveEntry e = entries.get(name(m));
            assertThat(m.content()).isEqualTo(files.get(name(m)));
            assertThat(m.entry().attributes().mode()).isEqualTo(e.getMode() & 07777);
            assertThat(m.entry().attributes().uid()).isEqualTo(e.getLongUserId());
            assertThat(m.entry().attributes().gid()).isEqualTo(e.getLongGroupId());
            assertThat(m.entry().attributes().modified())
                    .isEqualTo(e.getLastModifiedTime().toInstant());
            assertThat(new String(m.entry().linkName(), StandardCharsets.UTF_8)).isEqualTo(e.getLinkName());
            assertThat(m.entry().device().major()).isEqualTo(e.getDevMajor());
            assertThat(m.entry().device().minor()).isEqualTo(e.getDevMinor());
        }
    }

    @Test
    void read_paxRecords_bytesKept() throws IOException {
        byte[] value = {(byte) 0xff, 0, '\n', '=', (byte) 0xfe};
        byte[] path = {'d', '/', (byte) 0xff, (byte) 0x80};
        byte[] archive = new TarBuilder()
                .pax(
                        TarBuilder.record("path", path),
                        TarBuilder.record("mtime", "1234567890.123456789999"),
                        TarBuilder.record("SCHILY.xattr.security.capability", value),
                        TarBuilder.record("uid", "4000000000"),
                        TarBuilder.record("comment", ""))
                .file("short", "x")
                .file("next", "y")
                .build();

        List<Member> members = read(archive);

        TarEntry entry = members.get(0).entry();
        assertThat(entry.name()).isEqualTo(path);
        assertThat(entry.attributes().modified()).isEqualTo(Instant.ofEpochSecond(1_234_567_890, 123_456_789));
        assertThat(entry.attributes().uid()).isEqualTo(4_000_000_000L);
        assertThat(entry.attributes().xattrs()).hasSize(1);
        assertThat(entry.attributes().xattrs().get(0).name()).isEqualTo("security.capability");
        assertThat(entry.attributes().xattrs().get(0).value()).isEqualTo(value);
        assertThat(name(members.get(1))).isEqualTo("next");
        assertThat(members.get(1).entry().attributes().xattrs()).isEmpty();
    }

    @Test
    void read_timeBefore1970WithFraction_exact() throws IOException {
        byte[] archive = new TarBuilder()
                .pax(TarBuilder.record("mtime", "-1.5"))
                .file("f", "")
                .build();

        assertThat(read(archive).get(0).entry().attributes().modified())
                .isEqualTo(Instant.ofEpochSecond(-2, 500_000_000));
    }

    @Test
    void read_globalHeader_ignored() throws IOException {
        byte[] global = TarBuilder.record("path", "elsewhere");
        byte[] archive = new TarBuilder()
                .header("g", 'g', "", global.length)
                .data(global)
                .file("here", "x")
                .build();

        assertThat(read(archive)).extracting(TarReaderTest::name).containsExactly("here");
    }

    @Test
    void read_v7HeaderAndSignedChecksum_accepted() throws IOException {
        byte[] block = TarBuilder.block(new byte[] {(byte) 0xe4, '/'}, '\0', "", 0);
        Arrays.fill(block, 257, 265, (byte) 0);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int signed = 0;
        for (byte b : block) {
            signed += b;
        }
        TarBuilder.octal(block, 148, 7, signed);

        List<Member> members = read(new TarBuilder().raw(block).build());

        assertThat(members.get(0).entry().type()).isEqualTo(TarEntry.Type.DIRECTORY);
        assertThat(members.get(0).entry().name()).isEqualTo(new byte[] {(byte) 0xe4, '/'});
    }

    @Test
    void read_noEndMarker_ends() throws IOException {
        assertThat(read(new TarBuilder().file("f", "x").unfinished())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 513, 700, 1023, 1025})
    void read_truncatedInsideBlock_endOfFile(int length) {
        byte[] archive = Arrays.copyOf(new TarBuilder().file("f", new byte[900]).build(), length);

        assertThatThrownBy(() -> read(archive)).isInstanceOf(EOFException.class).hasMessageContaining("truncated");
    }

    @Test
    void copyData_twice_illegalState() throws IOException {
        TarReader reader = new TarReader(
                new ByteArrayInputStream(new TarBuilder().file("f", "x").build()));
        reader.next();
        reader.copyData((offset, b, start, n) -> {});

        assertThatThrownBy(() -> reader.copyData((offset, b, start, n) -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void next_contentNotRead_skipped() throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(
                new TarBuilder().file("f", new byte[2_000_000]).file("g", "x").build()));
        reader.next();

        TarEntry second = reader.next();

        assertThat(second).isNotNull();
        assertThat(second.name()).isEqualTo(new byte[] {'g'});
    }

    /** Whatever the bytes, the answer is an archive or an IOException, and no more memory than the archive is large. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void read_damagedArchives_onlyIoExceptions(long seed) {
        Random random = new Random(seed);
        byte[] sound = new TarBuilder()
                .pax(
                        TarBuilder.record("SCHILY.xattr.user.x", "v"),
                        TarBuilder.record("GNU.sparse.map", "0,1,5,2"),
                        TarBuilder.record("GNU.sparse.size", "10"))
                .file("f", "abc")
                .header("././@LongLink", 'L', "", 120)
                .data("n".repeat(120).getBytes(StandardCharsets.US_ASCII))
                .file("g", "content")
                .device("dev", '3', 1, 3)
                .build();
        for (int i = 0; i < 400; i++) {
            byte[] damaged = sound.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                int at = random.nextInt(damaged.length);
                damaged[at] = (byte) random.nextInt(256);
                int block = at / 512 * 512;
                if (random.nextBoolean()) {
                    byte[] header = TarBuilder.sum(Arrays.copyOfRange(damaged, block, block + 512));
                    System.arraycopy(header, 0, damaged, block, 512);
                }
            }
            try {
                TarReader reader = new TarReader(new ByteArrayInputStream(damaged));
                for (TarEntry e = reader.next(); e != null; e = reader.next()) {
                    if (e.type() == TarEntry.Type.FILE) {
                        reader.copyData(
                                (offset, b, start, n) -> assertThat(offset).isNotNegative());
                    }
                }
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }
}
