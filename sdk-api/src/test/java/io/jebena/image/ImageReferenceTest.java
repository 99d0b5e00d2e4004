// SPDX-License-Identifier: Apache-2.0
package io.jebena.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferenceTest {
    private static final String SHA = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            alpine                          | docker.io/library/alpine:latest              | alpine:latest
            alpine:3.20                     | docker.io/library/alpine:3.20                | alpine:3.20
            library/alpine                  | docker.io/library/alpine:latest              | alpine:latest
            docker.io/alpine                | docker.io/library/alpine:latest              | alpine:latest
            docker.io/library/alpine:1      | docker.io/library/alpine:1                   | alpine:1
            index.docker.io/library/alpine  | docker.io/library/alpine:latest              | alpine:latest
            team/app                        | docker.io/team/app:latest                    | team/app:latest
            library/team/app                | docker.io/library/team/app:latest            | library/team/app:latest
            localhost/app                   | localhost/app:latest                         | localhost/app:latest
            localhost:5000/app:1            | localhost:5000/app:1                         | localhost:5000/app:1
            registry.example/app            | registry.example/app:latest                  | registry.example/app:latest
            registry.example:5000/a/b/c:x-1 | registry.example:5000/a/b/c:x-1              | registry.example:5000/a/b/c:x-1
            127.0.0.1:5000/app              | 127.0.0.1:5000/app:latest                    | 127.0.0.1:5000/app:latest
            [::1]:5000/app                  | [::1]:5000/app:latest                        | [::1]:5000/app:latest
            Host/app                        | Host/app:latest                              | Host/app:latest
            a.b/c                           | a.b/c:latest                                 | a.b/c:latest
            a__b/c--d/e.f                   | docker.io/a__b/c--d/e.f:latest               | a__b/c--d/e.f:latest
            app:Tag_1.0-x                   | docker.io/library/app:Tag_1.0-x              | app:Tag_1.0-x
            """)
    void parse_name_hasBothForms(String text, String canonical, String familiar) {
        ImageReference reference = ImageReference.parse(text);

        assertThat(reference.canonical()).isEqualTo(canonical);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(ImageReference.parse(canonical)).isEqualTo(reference);
        assertThat(ImageReference.parse(familiar)).isEqualTo(reference).hasToString(familiar);
    }

    @Test
    void parse_digest_takesThePlaceOfTheDefaultTag() {
        ImageReference byDigest = ImageReference.parse("app@" + SHA);
        assertThat(byDigest.tag()).isEmpty();
        assertThat(byDigest.canonical()).isEqualTo("docker.io/library/app@" + SHA);

        ImageReference both = ImageReference.parse("host.example:1/app:2@" + SHA);
        assertThat(both.registry()).isEqualTo("host.example:1");
        assertThat(both.path()).isEqualTo("app");
        assertThat(both.tag()).contains("2");
        assertThat(both.digest()).hasValueSatisfying(d -> assertThat(d).hasToString(SHA));
        assertThat(both.withTag("3")).hasToString("host.example:1/app:3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                  | the name is empty
            Alpine              | character 'A' in the name: use lower case
            team/App            | character 'A' in the name
            team//app           | a component of the name is empty
            /app                | a component of the name is empty
            app/                | a component of the name is empty
            a b                 | character ' ' in the name
            -app                | cannot stand at an end
            app_                | cannot stand at an end
            a..b/c              | is not a host name
            x/a..b              | cannot stand inside
            x/a___b             | cannot stand inside
            x/a._b              | cannot stand inside
            app:                | the tag is empty
            app:-x              | character '-' in the tag
            app:a b             | character ' ' in the tag
            host.x:port/app     | port "port" is not a number
            host.x:/app         | port "" is not a number
            host_x.y/app        | character '_' in the registry
            -host.x/app         | is not a host name
            [zz]:1/app          | is not an IPv6 address
            app@sha256:12       | hexadecimal digits
            app@                | no ':'
            app@md5:12          | not supported
            ../../etc/passwd    | is not a host name
            """)
    void parse_malformed_namesWhatIsWrong(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse(text))
                .withMessageContaining(problem)
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void parse_limits_areHeld() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse("0123456789abcdef".repeat(4)))
                .withMessageContaining("an image's id, not a name");
        assertThat(ImageReference.parse("app:" + "x".repeat(128)).tag()).hasValue("x".repeat(128));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse("app:" + "x".repeat(129)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse("a/" + "x".repeat(250)))
                .withMessageContaining("longer than 255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse("app").withTag("a/b"));
    }
}
