// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path SOURCE = Path.of("src/main/java/io/jebena/examples/ReadmeExample.java");

    @Test
    void readme_example_isTheCompiledSource() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String source = between(Files.readString(SOURCE), "// readme: begin\n", "// readme: end");

        assertThat(between(readme, "```java\n", "```")).isEqualTo(source);
    }

    private static String between(String text, String start, String end) {
        assertThat(text).contains(start);
        int from = text.indexOf(start) + start.length();
        int to = text.indexOf(end, from);
        assertThat(to).as("\"%s\" after \"%s\"", end, start.strip()).isPositive();
        return text.substring(from, to);
    }
}
