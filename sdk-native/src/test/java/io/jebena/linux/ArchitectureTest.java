// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.jebena.architecture.Ladder;
import io.jebena.architecture.LibraryRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** Kernel calls that neither take nor give a descriptor. */
    private static final Set<String> WITHOUT_DESCRIPTOR = Set.of("ProcessCalls.pid", "ProcessCalls.effectiveUser");

    /** These look at the host's own paths: its mounts, its devices, its files that a container is given. */
    private static final Set<String> OF_THE_HOST = Set.of("OwnMounts", "Blueprints", "DefaultMounts");

    private final JavaClasses classes = LibraryRules.classes(150);

    @Test
    void packages_layerPicture_hasNoArrowUpOrSideways() {
        Ladder.of(
                        "io.jebena.linux",
                        "engine",
                        "runtime",
                        "snapshot store stream",
                        "launch cgroup identity seccomp device",
                        "fd",
                        "libc proc")
                .holds(classes);
    }

    @Test
    void classes_nativeAccess_isInTheBindingPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jebena.linux.libc")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai..")
                .because("errno is right only in the very next statement after a call: one place keeps to that")
                .check(classes);
    }

    @Test
    void classes_rawDescriptors_stayBelow() {
        DescribedPredicate<JavaAccess<?>> rawCall = describe("a kernel call on a raw descriptor", access -> {
            JavaClass owner = access.getTargetOwner();
            return owner.getPackageName().equals("io.jebena.linux.libc")
                    && owner.getSimpleName().endsWith("Calls")
                    && !WITHOUT_DESCRIPTOR.contains(owner.getSimpleName() + "." + access.getName());
        });
        noClasses()
                .that()
                .resideOutsideOfPackages("io.jebena.linux.libc", "io.jebena.linux.fd")
                .should()
                .accessTargetWhere(rawCall)
                .because("a number that outlives its close means somebody else's file: descriptors are Fd objects")
                .check(classes);
    }

    @Test
    void classes_hostFileApi_neverMeetsAContainersPath() {
        DescribedPredicate<JavaClass> seesContainerPaths = resideInAPackage("io.jebena.linux.snapshot")
                .or(resideInAPackage("io.jebena.linux.launch"))
                .or(resideInAPackage("io.jebena.linux.identity"))
                .or(resideInAPackage("io.jebena.linux.device"))
                .or(resideInAPackage("io.jebena.linux.runtime")
                        .and(describe("of the container", type -> !OF_THE_HOST.contains(outermost(type)))))
                .as("classes that see paths of a container");
        noClasses()
                .that(seesContainerPaths)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.File")
                .because("a link that the container made would lead out of its root: RootedPath does not follow it")
                .check(classes);
    }

    private static String outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }

    @Test
    void classes_library_isQuiet() {
        LibraryRules.areQuiet(classes);
    }

    @Test
    void packages_library_areNullMarked() {
        LibraryRules.areNullMarked(classes, "io.jebena.linux");
    }

    @Test
    void files_module_areShort() {
        LibraryRules.filesAreShort();
    }
}
