// SPDX-License-Identifier: Apache-2.0
package io.jebena.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    @Test
    void device_eachForm_isRead() {
        assertThat(Device.parse("/dev/fuse")).isEqualTo(new Device(Path.of("/dev/fuse"), "/dev/fuse", "rwm"));
        assertThat(Device.parse("/dev/sda:/dev/xvda")).isEqualTo(new Device(Path.of("/dev/sda"), "/dev/xvda", "rwm"));
        assertThat(Device.parse("/dev/sda:r")).isEqualTo(new Device(Path.of("/dev/sda"), "/dev/sda", "r"));
        assertThat(Device.parse("/dev/sda:/dev/x:mr")).isEqualTo(new Device(Path.of("/dev/sda"), "/dev/x", "mr"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fuse", "/a:b", "/a:/b:x", "/a:/b:rr", "/a:/b:", "/a:/b:r:w"})
    void device_ofNoForm_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Device.parse(text));
    }

    @Test
    void rule_eachForm_isReadAndWrittenBack() {
        assertThat(DeviceRule.parse("c 10:200 rwm")).isEqualTo(new DeviceRule('c', 10, 200, "rwm"));
        assertThat(DeviceRule.parse("a *:* m")).isEqualTo(new DeviceRule('a', DeviceRule.ANY, DeviceRule.ANY, "m"));
        assertThat(DeviceRule.parse("b 8:* r")).hasToString("b 8:* r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c 1:3", "d 1:3 r", "c 1 r", "c 1:3 rr", "c -1:3 r", "c 1:3  r"})
    void rule_ofNoForm_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceRule.parse(text));
    }
}
