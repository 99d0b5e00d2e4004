// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    /** SHA-256 of "abc", from FIPS 180-2. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void sha256Of_knownContent_isTheKnownDigest() {
        Digest digest = Digest.sha256Of("abc".getBytes(UTF_8));

        assertThat(digest).hasToString("sha256:" + ABC).isEqualTo(Digest.parse("sha256:" + ABC));
        assertThat(digest.shortHex()).isEqualTo("ba7816bf8f01");
        assertThat(digest.verify("abc".getBytes(UTF_8))).isTrue();
        assertThat(digest.verify("abd".getBytes(UTF_8))).isFalse();
    }

    @Test
    void newMessageDigest_ofSha512_computesSha512() {
        Digest sha512 = Digest.parse("sha512:" + "0".repeat(128));
        MessageDigest hash = sha512.newMessageDigest();

        assertThat(hash.getAlgorithm()).isEqualTo("SHA-512");
        assertThat(sha512.matches(hash.digest())).isFalse();
        assertThat(sha512.matches(new byte[64])).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256",
                "sha256:",
                "sha256:abc",
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                "sha256:../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            })
    void parse_malformed_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse(text))
                .withMessageContaining("digest");
    }
}
