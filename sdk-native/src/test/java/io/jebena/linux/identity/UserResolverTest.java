// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.InvalidSpecException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserResolverTest {
    private static final String PASSWD =
            """
            root:x:0:0:root:/root:/bin/sh
            bin:x:1:1
            broken:x:many:0:broken:/:/bin/sh

            postgres:x:70:70:Postgres:/var/lib/postgresql:/bin/sh
            nohome:x:71:72:::
            2000:x:3000:3000:a name of digits:/digits:/bin/sh
            big:x:4294967294:1::/big:/bin/sh
            +::::::
            """;

    private static final String GROUP =
            """
            root:x:0:
            bin:x:1:root,bin,daemon
            tape:x:26:root
            broken:x:many:postgres
            postgres:x:70:
            ssl:x:105:postgres
            video:x:27:postgres,nohome
            500:x:600:
            huge:x:3000000000:nohome2
            """;

    private final UserResolver resolver = new UserResolver(bytes(PASSWD), bytes(GROUP));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0 | 0 | 0 1 26 | /root",
                "root | 0 | 0 | 0 1 26 | /root",
                "0 | 0 | 0 | 0 1 26 | /root",
                "postgres | 70 | 70 | 70 105 27 | /var/lib/postgresql",
                "70 | 70 | 70 | 70 105 27 | /var/lib/postgresql",
                "postgres: | 70 | 70 | 70 105 27 | /var/lib/postgresql",
                "postgres:bin | 70 | 1 | 1 | /var/lib/postgresql",
                "postgres:999 | 70 | 999 | 999 | /var/lib/postgresql",
                "postgres:500 | 70 | 600 | 600 | /var/lib/postgresql",
                "1234 | 1234 | 0 | 0 | /",
                "1234:5678 | 1234 | 5678 | 5678 | /",
                "1234:video | 1234 | 27 | 27 | /",
                "nohome | 71 | 72 | 72 27 | /",
                "bin | 1 | 1 | 1 | /",
                "2000 | 3000 | 3000 | 3000 | /digits",
                "2147483647 | 2147483647 | 0 | 0 | /",
                ":27 | 0 | 27 | 27 | /root"
            })
    void resolve_user_followsTheImagesFiles(String user, long uid, long gid, String groups, String home) {
        ResolvedUser resolved = resolver.resolve(user, List.of());

        assertThat(resolved.user()).isEqualTo(uid);
        assertThat(resolved.group()).isEqualTo(gid);
        assertThat(resolved.groups())
                .containsExactly(
                        List.of(groups.split(" ")).stream().map(Long::valueOf).toArray(Long[]::new));
        assertThat(resolved.home()).isEqualTo(home);
    }

    @Test
    void resolve_addedGroups_joinTheOthersOnce() {
        assertThat(resolver.resolve("postgres:70", List.of("video", "26", "70", "12345", "ssl"))
                        .groups())
                .containsExactly(70L, 27L, 26L, 12345L, 105L);
    }

    @Test
    void resolve_noFiles_numbersDo() {
        UserResolver empty = new UserResolver(new byte[0], new byte[0]);

        assertThat(empty.resolve("", List.of())).isEqualTo(new ResolvedUser(0, 0, List.of(0L), "/"));
        assertThat(empty.resolve("7:8", List.of())).isEqualTo(new ResolvedUser(7, 8, List.of(8L), "/"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | unable to find user x: no matching entries in passwd file",
                "-1 | unable to find user -1: no matching entries in passwd file",
                "broken | unable to find user broken: no matching entries in passwd file",
                "0x10 | unable to find user 0x10: no matching entries in passwd file",
                "root:nogroup | unable to find group nogroup: no matching entries in group file",
                "root:broken | unable to find group broken: no matching entries in group file",
                "big | uids and gids must be in range 0-2147483647",
                "2147483648 | uids and gids must be in range 0-2147483647",
                "0:huge | uids and gids must be in range 0-2147483647",
                "99999999999999999999 | unable to find user 99999999999999999999: no matching entries in passwd file"
            })
    void resolve_unknown_failsInDockersWords(String user, String words) {
        assertThatThrownBy(() -> resolver.resolve(user, List.of()))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class, e -> assertThat(e.field()).isEqualTo("user"))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nogroup", "", "-5"})
    void resolve_unknownAddedGroup_failsInDockersWords(String group) {
        assertThatThrownBy(() -> resolver.resolve("", List.of(group)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("unable to find group " + group + ": no matching entries in group file");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
