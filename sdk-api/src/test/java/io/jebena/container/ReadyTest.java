// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.error.InvalidSpecException;
import org.junit.jupiter.api.Test;

class ReadyTest {
    @Test
    void logLine_text_isNoExpression() {
        Ready.LogLine ready = (Ready.LogLine) Ready.logLine("started (in");

        assertThat(ready.pattern().matcher("app started (in 3 s)").find()).isTrue();
        assertThat(ready.times()).isEqualTo(1);
    }

    @Test
    void http_statusUnlessSet_isSuccessOrRedirect() {
        Ready.Http ready = (Ready.Http) Ready.http(80, "/x");

        assertThat(ready.expected().test(200)).isTrue();
        assertThat(ready.expected().test(399)).isTrue();
        assertThat(ready.expected().test(199)).isFalse();
        assertThat(ready.expected().test(400)).isFalse();
    }

    @Test
    void conditions_thatCannotBe_areRefused() {
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> Ready.logPattern("(", 1));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> Ready.logLine("x", 0));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> Ready.port(0));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> Ready.http(65536, "/"));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> Ready.http(80, "x"));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> Ready.http(80, "/a b"));
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(Ready::any);
        assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(Ready::exec);
    }
}
