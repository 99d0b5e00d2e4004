// SPDX-License-Identifier: Apache-2.0
package io.jebena.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = LibraryRules.classes(80);

    @Test
    void packages_layerPicture_hasNoArrowUpOrSideways() {
        Ladder.of(
                        "io.jebena",
                        ".",
                        "spi",
                        "engine",
                        "container",
                        "security",
                        "image user capability namespace device log event",
                        "error value")
                .holds(CLASSES);
    }

    @Test
    void classes_imports_areTheJdkAndOurselves() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.jebena..", "org.jspecify.annotations")
                .because("whoever compiles against the API gets nothing else with it")
                .check(CLASSES);
    }

    @Test
    void classes_library_isQuiet() {
        LibraryRules.areQuiet(CLASSES);
    }

    @Test
    void packages_library_areNullMarked() {
        LibraryRules.areNullMarked(CLASSES);
    }

    @Test
    void files_module_areShort() {
        LibraryRules.filesAreShort();
    }
}
