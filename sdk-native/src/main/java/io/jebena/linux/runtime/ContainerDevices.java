// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.device.Device;
import io.jebena.linux.cgroup.ContainerCgroup;
import io.jebena.linux.cgroup.Controller;
import io.jebena.linux.device.DeviceRule;
import io.jebena.linux.device.DeviceRules;
import io.jebena.linux.device.HostDevices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices of the host that a container has, and what lets it use them.
 *
 * @param nodes the nodes, at most one for each path
 * @param rules which numbers may be used
 */
record ContainerDevices(List<HostDevices.Node> nodes, DeviceRules rules) {
    private static final ContainerDevices NONE = new ContainerDevices(List.of(), DeviceRules.DEFAULT);

    static ContainerDevices of(ContainerSpec spec) {
        boolean privileged = spec.security().privileged();
        if (spec.devices().isEmpty() && spec.deviceRules().isEmpty() && !privileged) {
            return NONE;
        }
        Map<String, HostDevices.Node> nodes = new LinkedHashMap<>();
        if (privileged && spec.namespaces().user().host()) {
            HostDevices.all().forEach(node -> nodes.put(node.target(), node));
        }
        List<DeviceRule> rules = new ArrayList<>();
        for (Device device : spec.devices()) {
            List<HostDevices.Node> found = HostDevices.nodes(device);
            found.forEach(node -> nodes.put(node.target(), node));
            rules.addAll(HostDevices.rules(found, device.access()));
        }
        spec.deviceRules().forEach(rule -> rules.add(DeviceRule.allowing(rule)));
        return new ContainerDevices(
                List.copyOf(nodes.values()), privileged ? DeviceRules.EVERYTHING : DeviceRules.DEFAULT.with(rules));
    }

    /** Has the kernel let the processes of these groups use them, and no others. */
    void allowIn(ContainerCgroup cgroup) {
        Optional<Path> devices = cgroup.directory(Controller.DEVICES);
        if (devices.isPresent() && !devices.equals(cgroup.unifiedDirectory())) {
            rules.write(devices.get());
        } else if (!rules.equals(DeviceRules.EVERYTHING)) {
            cgroup.unified().ifPresent(rules::attach);
        }
    }
}
