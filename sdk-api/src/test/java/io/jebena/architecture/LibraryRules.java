// SPDX-License-Identifier: Apache-2.0
package io.jebena.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules that hold in every library module, and how a module's own classes are found. */
public final class LibraryRules {
    private static final int LONGEST_FILE = 500;

    private LibraryRules() {}

    /**
     * Reads the compiled classes of the module that is being tested.
     *
     * @param atLeast how many there are for sure: a rule over nothing holds always and tells nothing
     * @return the classes, without the tests
     */
    public static JavaClasses classes(int atLeast) {
        JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));
        assertThat(classes).as("classes of the module").hasSizeGreaterThanOrEqualTo(atLeast);
        return classes;
    }

    /**
     * Fails where a library class writes to a standard stream, or logs by anything but {@link System.Logger}.
     *
     * @param classes the module's classes
     */
    public static void areQuiet(JavaClasses classes) {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
                .because("the streams belong to the program that embeds us")
                .check(classes);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..")
                .because("System.Logger goes wherever the program that embeds us sends it")
                .check(classes);
    }

    /**
     * Fails for a package whose types are nullable by silence.
     *
     * @param classes the module's classes
     */
    public static void areNullMarked(JavaClasses classes) {
        assertThat(classes.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(aPackage -> !aPackage.getName().isEmpty())
                .isNotEmpty()
                .allSatisfy(aPackage -> assertThat(isNullMarked(aPackage))
                        .as("@NullMarked in the package-info of %s", aPackage.getName())
                        .isTrue());
    }

    private static boolean isNullMarked(JavaPackage aPackage) {
        return aPackage.isAnnotatedWith(NullMarked.class);
    }

    /** Fails for a source file, of the module or of its tests, that no one reads in one go. */
    public static void filesAreShort() {
        TreeMap<String, Long> lengths = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
                try (Stream<String> lines = Files.lines(file)) {
                    lengths.put(file.toString(), lines.count());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(lengths).as("source files").isNotEmpty();
        lengths.values().removeIf(lines -> lines <= LONGEST_FILE);
        assertThat(lengths)
                .as("files of more than %d lines: split them by noun", LONGEST_FILE)
                .isEmpty();
    }
}
