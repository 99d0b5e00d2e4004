// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of the kernel's calls, by architecture and name. */
final class SyscallNumbers {
    private static final Map<FilterArch, Map<String, Integer>> TABLES = load();

    private SyscallNumbers() {}

    /** The number without the x32 bit, or null where the architecture has no such call. */
    static @Nullable Integer of(FilterArch arch, String name) {
        return table(arch).get(name);
    }

    /** Name to number. */
    @SuppressWarnings("NullAway") // every constant has a table
    static Map<String, Integer> table(FilterArch arch) {
        return TABLES.get(arch);
    }

    private static Map<FilterArch, Map<String, Integer>> load() {
        Map<FilterArch, Map<String, Integer>> tables = new EnumMap<>(FilterArch.class);
        for (FilterArch arch : FilterArch.values()) {
            tables.put(arch, new HashMap<>());
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split(" ", -1);
                    tables.forEach((arch, table) -> {
                        String number = fields[1 + arch.ordinal()];
                        if (!number.equals("-")) {
                            table.put(fields[0], Integer.valueOf(number));
                        }
                    });
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tables;
    }

    private static InputStream resource() {
        InputStream stream = SyscallNumbers.class.getResourceAsStream("syscalls.txt");
        if (stream == null) {
            throw new IllegalStateException("syscalls.txt is missing from the jar of io.jebena.linux");
        }
        return stream;
    }
}
