// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.container.Attachment;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Output;
import io.jebena.engine.ContainerEngine;
import io.jebena.log.LogOptions;
import io.jebena.log.LogReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** How fast what a container writes is taken: one writes a gibibyte, in lines of 120 bytes or in none. */
final class LogsBench {
    private static final long BYTES = 1L << 30;
    private static final int ROUNDS = 5;
    private static final String LINES = "yes " + "0123456789".repeat(11) + "012345678" + " | head -c " + BYTES / 16
            + " > /tmp/lines; exec cat" + " /tmp/lines".repeat(16);
    private static final String ZEROS = "head -c " + BYTES + " /dev/zero";

    private final ContainerEngine engine;
    private final ContainerSpec.Builder plain;
    private final List<Timings> rows = new ArrayList<>();

    LogsBench(ContainerEngine engine, ContainerSpec.Builder plain) {
        this.engine = engine;
        this.plain = plain;
    }

    /** Mebibytes a second of each way. */
    BenchReport measure() throws IOException {
        OutputStream nowhere = OutputStream.nullOutputStream();
        row("zeros, to a stream that discards", ZEROS, spec -> spec.stdout(Output.to(nowhere)), false);
        row("lines, to a stream that discards", LINES, spec -> spec.stdout(Output.to(nowhere)), false);
        row("lines, attached, no log", LINES, spec -> spec.log(LogOptions.NONE), true);
        row("lines, JSON log", LINES, spec -> spec, false);
        row("lines, local log", LINES, spec -> spec.log(LogOptions.of(o -> o.driver(LogOptions.Driver.LOCAL))), false);
        row("lines, JSON log, attached", LINES, spec -> spec, true);
        readBack();
        return new BenchReport("output of one container", "MiB/s", rows);
    }

    private void row(String name, String script, UnaryOperator<ContainerSpec.Builder> change, boolean attached) {
        Timings row = new Timings(name);
        ContainerSpec spec = change.apply(plain.build().toBuilder())
                .command("sh", "-c", script)
                .build();
        for (int round = -1; round < ROUNDS; round++) {
            try (Container container = engine.containers().create(spec)) {
                long begin = System.nanoTime();
                if (attached) {
                    Attachment attachment = container.attach(a -> a.stdout(OutputStream.nullOutputStream()));
                    container.start();
                    attachment.ended().join();
                } else {
                    container.start().waitFor();
                }
                if (round >= 0) {
                    row.add(perSecond(begin));
                }
            }
        }
        rows.add(row);
    }

    private void readBack() throws IOException {
        Timings bytes = new Timings("lines, JSON log, read back as bytes");
        Timings frames = new Timings("lines, JSON log, read back as frames");
        ContainerSpec spec =
                plain.build().toBuilder().command("sh", "-c", LINES).build();
        try (Container container = engine.containers().create(spec)) {
            container.start().waitFor();
            for (int round = 0; round < ROUNDS; round++) {
                long begin = System.nanoTime();
                container.stdout().transferTo(OutputStream.nullOutputStream());
                bytes.add(perSecond(begin));
                begin = System.nanoTime();
                try (LogReader log = container.logs(q -> {})) {
                    while (log.next() != null) {
                        // to the last one
                    }
                }
                frames.add(perSecond(begin));
            }
        }
        rows.add(bytes);
        rows.add(frames);
    }

    private static double perSecond(long begin) {
        return BYTES / (double) (1 << 20) / ((System.nanoTime() - begin) / 1e9);
    }
}
