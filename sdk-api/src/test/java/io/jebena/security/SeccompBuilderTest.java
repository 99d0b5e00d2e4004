// SPDX-License-Identifier: Apache-2.0
package io.jebena.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SeccompBuilderTest {
    @Test
    void build_rules_areJsonOfTheRuntimeSpecification() {
        SeccompProfile profile = SeccompProfile.builder()
                .allow("read", "write")
                .fail(38, "clone3")
                .allow("personality", a -> a.equal(0, 0xffffffffL).masked(1, -1, 2))
                .build();

        assertThat(profile.json())
                .contains(
                        "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":1,\"ruleOrder\":\"first\","
                                + "\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86_64\",\"subArchitectures\":"
                                + "[\"SCMP_ARCH_X86\",\"SCMP_ARCH_X32\"]},{\"architecture\":\"SCMP_ARCH_AARCH64\","
                                + "\"subArchitectures\":[\"SCMP_ARCH_ARM\"]}],\"syscalls\":["
                                + "{\"names\":[\"read\",\"write\"],\"action\":\"SCMP_ACT_ALLOW\"},"
                                + "{\"names\":[\"clone3\"],\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":38},"
                                + "{\"names\":[\"personality\"],\"action\":\"SCMP_ACT_ALLOW\",\"args\":["
                                + "{\"index\":0,\"value\":4294967295,\"valueTwo\":0,\"op\":\"SCMP_CMP_EQ\"},"
                                + "{\"index\":1,\"value\":18446744073709551615,\"valueTwo\":2,\"op\":\"SCMP_CMP_MASKED_EQ\"}]}]}");
    }

    @Test
    void rules_thatCannotBe_areRefused() {
        SeccompBuilder builder = SeccompProfile.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.allow("read\",\"x"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.fail(0, "read"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.allow("read", a -> a.equal(6, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.allow("read", a -> a.equal(0, 0).above(0, 1)))
                .withMessageContaining("second rule");
    }
}
