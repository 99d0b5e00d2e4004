// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import static org.assertj.core.api.Assertions.assertThat;

import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import org.junit.jupiter.api.Test;

class HostUsersTest {
    private final POSIX posix = POSIXFactory.getNativePOSIX();

    @Test
    void describe_root_hasItsName() {
        assertThat(HostUsers.describe(posix, 0)).isEqualTo("root (uid 0)");
    }

    @Test
    void describe_userWithoutEntry_isTheNumber() {
        assertThat(HostUsers.describe(posix, -2)).isEqualTo("uid 4294967294");
    }

    @Test
    void current_thisProcess_isItsEffectiveUser() {
        assertThat(HostUsers.current()).endsWith("(uid " + posix.geteuid() + ")");
    }
}
