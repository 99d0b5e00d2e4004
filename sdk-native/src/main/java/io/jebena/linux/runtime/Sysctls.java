// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerSpec;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.namespace.Namespaces;
import java.util.LinkedHashMap;
import java.util.Map;

/** The kernel's settings in the namespaces of a container. */
final class Sysctls {
    private Sysctls() {}

    /** Adds the steps; the specification's own values win over those that every container gets. */
    static void add(ContainerSpec spec, LaunchPlanBuilder plan) {
        Map<String, String> values = new LinkedHashMap<>();
        Namespaces namespaces = spec.namespaces();
        if (namespaces.network().own()) {
            // low ports and ping without privileges, as Docker has it
            values.put("net/ipv4/ip_unprivileged_port_start", "0");
            if (namespaces.user().host()) {
                values.put("net/ipv4/ping_group_range", "0 2147483647");
            }
        }
        spec.sysctls().forEach((name, value) -> values.put(path(name), value));
        values.forEach(plan::sysctl);
    }

    /** As sysctl(8) reads names: whichever of dot and slash comes first separates, the other one is part of a name. */
    static String path(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (slash >= 0 && (dot < 0 || slash < dot)) {
            return name;
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            path.append(c == '.' ? '/' : c == '/' ? '.' : c);
        }
        return path.toString();
    }
}
