// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.RestartPolicy;
import io.jebena.engine.ContainerEngine;
import java.io.IOException;
import java.nio.file.Path;

/** The main class of a JVM that starts one detached container and waits to be killed. */
final class DetachedLoad {
    private DetachedLoad() {}

    /** Arguments: engine root, busybox root, name, script. */
    public static void main(String[] arguments) throws IOException {
        ContainerEngine engine = Jebena.open(options -> options.root(Path.of(arguments[0])));
        System.out.println("ready");
        Container container = engine.containers()
                .create(ContainerSpec.builder()
                        .rootfs(Path.of(arguments[1]))
                        .detached(true)
                        .restart(RestartPolicy.onFailure(2))
                        .name(arguments[2])
                        .command("sh", "-c", arguments[3])
                        .build())
                .start();
        System.out.println(container.state());
        System.out.flush();
        if (System.in.read() < 0) {
            Runtime.getRuntime().halt(1);
        }
    }
}
