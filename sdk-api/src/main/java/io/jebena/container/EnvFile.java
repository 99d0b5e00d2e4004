// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.InvalidSpecException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a file of environment variables as {@code docker run --env-file} does. */
final class EnvFile {
    private EnvFile() {}

    static Map<String, String> read(Path file) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripLeading();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String name = equals < 0 ? line : line.substring(0, equals);
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                throw new InvalidSpecException(
                        "env", file + " line " + (i + 1) + ": \"" + name + "\" is not the name of a variable");
            }
            String value = equals < 0 ? System.getenv(name) : line.substring(equals + 1);
            if (value != null) {
                variables.put(name, value);
            }
        }
        return variables;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new InvalidSpecException("env", file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InvalidSpecException("env", file + " cannot be read: " + e, e);
        }
    }
}
