// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.Jebena;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.engine.ContainerEngine;
import io.jebena.namespace.NamespaceMode;
import java.nio.file.Path;
import java.util.Random;

/** The main class of a JVM that starts and stops containers until it is killed. */
final class CrashLoad {
    private final ContainerEngine engine;
    private final Path busybox;
    private final Random random;

    private CrashLoad(ContainerEngine engine, Path busybox, long seed) {
        this.engine = engine;
        this.busybox = busybox;
        this.random = new Random(seed);
    }

    /** Arguments: engine root, busybox root, seed, "load" or "one". */
    public static void main(String[] arguments) {
        ContainerEngine engine = Jebena.open(options -> options.root(Path.of(arguments[0])));
        CrashLoad load = new CrashLoad(engine, Path.of(arguments[1]), Long.parseLong(arguments[2]));
        if (arguments[3].equals("one")) {
            load.one();
        } else {
            load.forEver();
        }
    }

    /** One warm launch to load the classes, then the one that is to be interrupted. */
    private void one() {
        engine.containers().run(spec(0).command("true").build());
        Container next = engine.containers().create(spec(1).build());
        System.out.println("ready");
        next.start();
        next.waitFor();
    }

    private void forEver() {
        for (int i = 0; i < 3; i++) {
            engine.containers().create(spec(i).name("kept-" + i).build()).start();
        }
        System.out.println("ready");
        for (int i = 0; ; i++) {
            Container container = engine.containers().create(spec(i).build()).start();
            container.exec("true");
            if (random.nextInt(4) == 0) {
                container.kill();
            }
            if (random.nextInt(8) != 0) {
                container.close();
            }
            engine.containers().run(spec(i).command("true").build());
        }
    }

    private ContainerSpec.Builder spec(int number) {
        ContainerSpec.Builder spec = ContainerSpec.builder()
                .rootfs(busybox)
                .throwAway(number % 2 == 0)
                .readOnlyRoot(number % 2 != 0)
                .command("sh", "-c", "sleep 1000 & sleep 1000 & trap '' TERM HUP INT; sleep 1000");
        if (number % 3 == 1) {
            spec.namespaces(n -> n.pid(NamespaceMode.HOST));
        }
        return spec;
    }
}
