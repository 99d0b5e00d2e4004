// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.error.InvalidSpecException;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.NamespaceMode;
import java.io.OutputStream;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ContainerSpecConflictsTest {
    private static ContainerSpec spec(UnaryOperator<ContainerSpec.Builder> change) {
        return change.apply(ContainerSpec.builder().hostRootfs().command("true"))
                .build();
    }

    private static void refused(String field, UnaryOperator<ContainerSpec.Builder> change) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> spec(change))
                .withMessageContaining(field);
    }

    @Test
    void build_optionsThatConflict_areRefusedByField() {
        refused("restart", c -> c.autoRemove(true).restart("always"));
        refused("init", c -> c.init(true).namespaces(n -> n.pid(NamespaceMode.HOST)));
        refused("sysctls", c -> c.putSysctl("net.core.somaxconn", "9").namespaces(n -> n.network(NamespaceMode.HOST)));
        refused("sysctls", c -> c.putSysctl("kernel.sem", "1 2 3 4").ipc(IpcMode.HOST));
        refused("stdin", c -> c.detached(true).stdin(Input.of("x")));
        refused("stdout", c -> c.detached(true).stdout(Output.to(OutputStream.nullOutputStream())));
        refused("log", c -> c.log(l -> l.maxFiles(3)));
    }

    @Test
    void putSysctl_whatBelongsToNoNamespace_isRefused() {
        for (String name : new String[] {
            "kernel.core_pattern", "vm.swappiness", "net.", "net..x", "net./../../x", "fs.mqueue", "kernel.shmmaxx"
        }) {
            refused("sysctls", c -> c.putSysctl(name, "1"));
        }
        assertThat(spec(c -> c.putSysctl("net.ipv4.conf.eth0/1.forwarding", "1"))
                        .sysctls())
                .hasSize(1);
    }

    @Test
    void ipc_andNamespaces_followEachOther() {
        assertThat(spec(c -> c.ipc(IpcMode.HOST)).namespaces().ipc()).isEqualTo(NamespaceMode.HOST);
        assertThat(spec(c -> c.namespaces(n -> n.ipc(NamespaceMode.container("db"))))
                        .ipc())
                .isEqualTo(IpcMode.container("db"));
        assertThat(spec(c -> c.ipc(IpcMode.SHAREABLE).namespaces(n -> n.uts(NamespaceMode.HOST)))
                        .ipc())
                .isEqualTo(IpcMode.SHAREABLE);
    }

    @Test
    void toBuilder_everythingSet_isKept() {
        ContainerSpec spec = spec(c -> c.restart("on-failure:2")
                .init(true)
                .healthCheck(h -> h.shell("true"))
                .log(l -> l.driver(io.jebena.log.LogOptions.Driver.LOCAL))
                .addDevice("/dev/fuse")
                .addDeviceRule("c 1:3 r")
                .putSysctl("net.core.somaxconn", "9")
                .privileged(true)
                .tty(true));

        ContainerSpec copy = spec.toBuilder().build();

        assertThat(copy.restart()).isEqualTo(spec.restart());
        assertThat(copy.init()).isTrue();
        assertThat(copy.healthCheck()).isEqualTo(spec.healthCheck()).isPresent();
        assertThat(copy.log()).isEqualTo(spec.log());
        assertThat(copy.devices()).isEqualTo(spec.devices()).hasSize(1);
        assertThat(copy.deviceRules()).isEqualTo(spec.deviceRules()).hasSize(1);
        assertThat(copy.sysctls()).isEqualTo(spec.sysctls()).hasSize(1);
        assertThat(copy.security().privileged()).isTrue();
        assertThat(copy.tty()).isTrue();
    }
}
