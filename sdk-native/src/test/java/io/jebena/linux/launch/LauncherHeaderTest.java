// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the Java side to the text of the C headers: one set of numbers, written down twice. */
class LauncherHeaderTest {
    private static final Path LAUNCHER = Path.of("src/main/c/launcher");
    private static final Pattern STEP = Pattern.compile("X\\((\\d+), (\\w+), \"(\\w*)\"\\)");
    private static final Pattern DEFINE = Pattern.compile("^#define (\\w+) (0x[0-9a-f]+|\\d+)u?\\b", Pattern.MULTILINE);
    private static final Pattern ENUM = Pattern.compile("\\b([A-Z]+_[A-Z_]+) = (\\d+)");

    @Test
    void stepKind_allValues_equalTheHeadersTable() throws IOException {
        List<String> inHeader = new ArrayList<>();
        Matcher matcher = STEP.matcher(Files.readString(LAUNCHER.resolve("plan.h")));
        while (matcher.find()) {
            inHeader.add(matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3));
        }
        List<String> inJava = new ArrayList<>();
        for (StepKind kind : StepKind.values()) {
            inJava.add(kind.number() + " " + kind.name() + " " + kind.letters());
        }
        assertThat(inJava).isNotEmpty().isEqualTo(inHeader);
    }

    @Test
    void planConstants_encoder_equalTheHeader() throws IOException {
        Map<String, Integer> header = defines("plan.h");
        assertThat(PlanEncoder.MAGIC).isEqualTo(header.get("PLAN_MAGIC"));
        assertThat(PlanEncoder.VERSION).isEqualTo(header.get("PLAN_VERSION"));
        assertThat(Files.readString(LAUNCHER.resolve("plan.h"))).contains("#define PLAN_MAX (4u << 20)");
        assertThat(header).containsEntry("TREE_SLOTS", 128).containsEntry("LIST_MAX", 32768);
    }

    @Test
    void wireConstants_frames_equalTheHeader() throws IOException {
        Map<String, Integer> header = defines("wire.h");
        assertThat(Wire.VERSION).isEqualTo(header.get("WIRE_VERSION"));
        assertThat(Wire.REQUEST_MAGIC).isEqualTo(header.get("REQUEST_MAGIC"));
        assertThat(Wire.EVENT_MAGIC).isEqualTo(header.get("EVENT_MAGIC"));
        assertThat(Wire.REPORT_MAGIC).isEqualTo(header.get("REPORT_MAGIC"));
        assertThat(Wire.GO_MAGIC).isEqualTo(header.get("GO_MAGIC"));
        assertThat(Wire.MAX_DESCRIPTORS).isEqualTo(header.get("WIRE_DESCRIPTORS"));
        assertThat(Wire.TEXT).isEqualTo(header.get("WIRE_TEXT"));
        assertThat(Wire.REPORT_FIXED).isEqualTo(header.get("REPORT_FIXED"));
        assertThat(header)
                .containsEntry("REQUEST_SPAWN", Wire.REQUEST_SPAWN)
                .containsEntry("REQUEST_PING", Wire.REQUEST_PING)
                .containsEntry("REQUEST_KEEP", Wire.REQUEST_KEEP)
                .containsEntry("EVENT_KEPT", Wire.EVENT_KEPT)
                .containsEntry("EVENT_EXITED", Wire.EVENT_EXITED)
                .containsEntry("EVENT_PONG", Wire.EVENT_PONG)
                .containsEntry("EVENT_REFUSED", Wire.EVENT_REFUSED)
                .containsEntry("REPORT_SPAWNED", Wire.REPORT_SPAWNED)
                .containsEntry("REPORT_READY", Wire.REPORT_READY)
                .containsEntry("REPORT_FAILED", Wire.REPORT_FAILED)
                .containsEntry("REPORT_TERMINAL", Wire.REPORT_TERMINAL)
                .containsEntry("PHASE_PLAN", Wire.PHASE_PLAN)
                .containsEntry("PHASE_CLONE", Wire.PHASE_CLONE)
                .containsEntry("PHASE_STEP", Wire.PHASE_STEP)
                .containsEntry("PHASE_WIRE", Wire.PHASE_WIRE);
        assertThat(Files.readString(LAUNCHER.resolve("main.c")))
                .contains(
                        "#define EXPECTED \"serve-" + Wire.VERSION + "\"",
                        "#define KEEPER \"keep-" + Wire.VERSION + "\"");
    }

    private static Map<String, Integer> defines(String file) throws IOException {
        String text = Files.readString(LAUNCHER.resolve(file));
        Map<String, Integer> values = new HashMap<>();
        for (Pattern pattern : List.of(DEFINE, ENUM)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                values.put(matcher.group(1), Long.decode(matcher.group(2)).intValue());
            }
        }
        return values;
    }
}
