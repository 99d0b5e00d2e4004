// SPDX-License-Identifier: Apache-2.0
package io.jebena.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jebena.value.ByteSize;
import org.junit.jupiter.api.Test;

class LogOptionsTest {
    @Test
    void options_thatDoNotGoTogether_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> LogOptions.of(l -> l.maxFiles(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LogOptions.of(l -> l.maxSize(ByteSize.mebibytes(1)).compress(true)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LogOptions.of(l -> l.driver(LogOptions.Driver.NONE).maxSize(ByteSize.mebibytes(1))));
        assertThatIllegalArgumentException().isThrownBy(() -> LogOptions.of(l -> l.maxSize(ByteSize.bytes(10))));
    }

    @Test
    void driver_names_areDockers() {
        for (LogOptions.Driver driver : LogOptions.Driver.values()) {
            assertThat(LogOptions.Driver.parse(driver.text())).isEqualTo(driver);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogOptions.Driver.parse("syslog"))
                .withMessageContaining("json-file, local or none");
    }

    @Test
    void query_withoutStream_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogQuery.of(q -> q.stdout(false).stderr(false)))
                .withMessageContaining("at least one stream");
        assertThatIllegalArgumentException().isThrownBy(() -> LogQuery.of(q -> q.tail(-1)));
        assertThat(LogQuery.ALL.wants(LogFrame.Stream.STDERR)).isTrue();
        assertThat(LogQuery.ALL.tail()).isEmpty();
    }
}
