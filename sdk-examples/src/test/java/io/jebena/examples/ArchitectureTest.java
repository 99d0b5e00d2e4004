// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.jebena.architecture.LibraryRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = LibraryRules.classes(8);

    @Test
    void classes_imports_areTheApiAndTheCommandLine() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("io.jebena.linux..", "io.jebena.oci..", "jnr..")
                .because("what the examples need beyond the API, every user would need")
                .check(CLASSES);
    }

    @Test
    void packages_examples_areNullMarked() {
        LibraryRules.areNullMarked(CLASSES);
    }

    @Test
    void files_module_areShort() {
        LibraryRules.filesAreShort();
    }
}
