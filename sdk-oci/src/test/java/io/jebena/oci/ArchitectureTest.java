// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.jebena.architecture.Ladder;
import io.jebena.architecture.LibraryRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = LibraryRules.classes(50);

    @Test
    void packages_layerPicture_hasNoArrowUpOrSideways() {
        Ladder.of("io.jebena.oci", "images", "layer", "store", "spec", "json").holds(CLASSES);
    }

    @Test
    void classes_json_isReadInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jebena.oci.json")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .because(
                        "the limits on depth, size and duplicate keys are set there, and hostile documents come from everywhere")
                .check(CLASSES);
    }

    @Test
    void classes_decompression_isLimitedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jebena.oci.layer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.commons.compress..", "org.tukaani..", "com.github.luben..")
                .because("a kilobyte may unpack to a terabyte: the limits are set there")
                .check(CLASSES);
    }

    @Test
    void classes_engine_isUnknown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.jebena", "io.jebena.engine", "io.jebena.container", "io.jebena.spi", "io.jebena.linux..")
                .because("images are bytes: this module works on any host, and the engine stands above it")
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
