// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.RestartPolicy;
import io.jebena.linux.fd.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to a keeper and comes from it, held against the header that it is built with. */
class KeeperTest {
    private static final String SAID = "state restarting\npid 0\nbirth 0\nkeeper 7\nstarted 1500000000000000001\n"
            + "finished 1500000001000000000\nstatus 768\nrestarts 2\nrun 3\noom 1\nmanual 0\nfailure \n";

    @TempDir
    private Path directory;

    @Test
    void state_text_isRead() {
        KeeperState state = KeeperState.parse(SAID).orElseThrow();
        assertThat(state.phase()).isEqualTo(KeeperState.Phase.RESTARTING);
        assertThat(state.startedAt()).isEqualTo(Instant.ofEpochSecond(1_500_000_000, 1));
        assertThat(state.exit().code()).isEqualTo(3);
        assertThat(state.exit().oomKilled()).isTrue();
        assertThat(state.restarts()).isEqualTo(2);
        assertThat(state.run()).isEqualTo(3);
        assertThat(state.manual()).isFalse();
        assertThat(state.failure()).isEmpty();
        assertThat(KeeperState.parse(SAID.replace("status 768", "status 9"))
                        .orElseThrow()
                        .exit()
                        .code())
                .isEqualTo(137);
    }

    @Test
    void state_textInParts_isNone() {
        assertThat(KeeperState.parse("")).isEmpty();
        assertThat(KeeperState.parse("state dancing\n")).isEmpty();
        assertThat(KeeperState.parse(SAID.substring(0, SAID.length() / 2))).isEmpty();
    }

    @Test
    void state_file_isReadIfThereIsOne() throws IOException {
        assertThat(KeeperState.left(directory)).isEmpty();
        Files.writeString(directory.resolve("state"), SAID);
        assertThat(KeeperState.left(directory)).isPresent();
    }

    @Test
    void connect_nobodyListens_isEmpty() throws IOException {
        assertThat(KeeperClient.connect(directory)).isEmpty();
        assertThat(KeeperClient.connect(directory.resolve("absent"))).isEmpty();
        assertThat(KeeperClient.isKept(directory)).isFalse();
    }

    @Test
    void instructions_encoded_areWhatTheHeaderSays() throws IOException {
        try (Pipe pipe = Pipe.open()) {
            Instructions.Ends ends = new Instructions.Ends(null, pipe.readEnd(), null, null, pipe.writeEnd());
            Instructions instructions = new Instructions(
                    77, RestartPolicy.onFailure(5), 2, new Instructions.Log("log", 4096, 3), "0 1 2\n", "0 3 4\n");
            ByteBuffer bytes = instructions.encode(ends, 1234).order(ByteOrder.LITTLE_ENDIAN);

            assertThat(ends.given()).hasSize(2);
            assertThat(bytes.getInt(0)).isEqualTo(0x504b_424a);
            assertThat(bytes.getShort(6)).as("flags").isEqualTo((short) (2 | 16 | 32));
            assertThat(bytes.getInt(8)).isEqualTo(bytes.remaining());
            assertThat(bytes.getInt(12)).isEqualTo(1234);
            assertThat(bytes.getInt(16)).as("policy").isEqualTo(3);
            assertThat(bytes.getInt(20)).as("retries").isEqualTo(5);
            assertThat(bytes.getInt(24)).as("pid").isEqualTo(77);
            assertThat(bytes.getInt(28)).as("run").isEqualTo(2);
            assertThat(bytes.getInt(36)).as("files").isEqualTo(3);
            assertThat(bytes.getLong(40)).as("size").isEqualTo(4096);
            assertThat(text(bytes, 48)).isEqualTo("log");
            assertThat(text(bytes, 56)).isEqualTo("0 1 2\n");
            assertThat(text(bytes, 64)).isEqualTo("0 3 4\n");
        }
        String header = Files.readString(Path.of("src/main/c/launcher/keeper.h"));
        assertThat(header)
                .contains("#define KEEP_MAGIC 0x504b424au", "#define KEEP_REQUEST_MAGIC 0x514b424au")
                .contains("KEEP_INPUT = 1, KEEP_OUTPUT = 2, KEEP_ERRORS = 4, KEEP_TERMINAL = 8, KEEP_MEMORY = 16,"
                        + " KEEP_LOG = 32")
                .contains("POLICY_NEVER = 0, POLICY_ALWAYS = 1, POLICY_UNLESS_STOPPED = 2, POLICY_ON_FAILURE = 3")
                .contains("KEEP_STOPPED = 1, KEEP_POLICY = 2, KEEP_SIGNAL = 3, KEEP_HAND = 4, KEEP_CLOSE_INPUT = 5")
                .contains("sizeof(struct instructions) == 72");
    }

    private static String text(ByteBuffer bytes, int at) {
        byte[] text = new byte[bytes.getInt(at + 4)];
        bytes.get(bytes.getInt(at), text);
        assertThat(bytes.get(bytes.getInt(at) + text.length))
                .as("the NUL behind it")
                .isZero();
        return new String(text, StandardCharsets.UTF_8);
    }
}
