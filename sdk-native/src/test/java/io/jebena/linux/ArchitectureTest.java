// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import io.jebena.architecture.Ladder;
import io.jebena.architecture.LibraryRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** Kernel calls that neither take nor give a descriptor. */
    private static final Set<String> WITHOUT_DESCRIPTOR =
            Set.of("ProcessCalls.pid", "ProcessCalls.effectiveUser", "ProcessCalls.landlockVersion");

    /** These look at the host's own paths: its mounts, its devices, its files that a container is given. */
    private static final Set<String> OF_THE_HOST =
            Set.of("OwnMounts", "Blueprints", "DefaultMounts", "HostRoot", "HostDevices");

    private static final JavaClasses CLASSES = LibraryRules.classes(150);

    @Test
    void packages_layerPicture_hasNoArrowUpOrSideways() {
        Ladder.of(
                        "io.jebena.linux",
                        "engine",
                        "runtime",
                        "log keeper",
                        "snapshot store stream files health ready event",
                        "launch cgroup identity seccomp device lsm",
                        "fd",
                        "libc proc")
                .holds(CLASSES);
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
                .check(CLASSES);
    }

    @Test
    void classes_rawDescriptors_stayBelow() {
        DescribedPredicate<JavaMethodCall> rawCall = describe("a kernel call on a raw descriptor", access -> {
            JavaClass owner = access.getTargetOwner();
            return owner.getPackageName().equals("io.jebena.linux.libc")
                    && owner.getSimpleName().endsWith("Calls")
                    && !WITHOUT_DESCRIPTOR.contains(owner.getSimpleName() + "." + access.getName());
        });
        noClasses()
                .that()
                .resideOutsideOfPackages("io.jebena.linux.libc", "io.jebena.linux.fd")
                .should()
                .callMethodWhere(rawCall)
                .because("a number that outlives its close means somebody else's file: descriptors are Fd objects")
                .check(CLASSES);
    }

    @Test
    void classes_hostFileApi_neverMeetsAContainersPath() {
        DescribedPredicate<JavaClass> ofTheContainer =
                describe("of the container", type -> !OF_THE_HOST.contains(outermost(type)));
        DescribedPredicate<JavaClass> seesContainerPaths = resideInAnyPackage(
                        "io.jebena.linux.snapshot",
                        "io.jebena.linux.runtime",
                        "io.jebena.linux.launch",
                        "io.jebena.linux.identity",
                        "io.jebena.linux.device")
                .and(ofTheContainer)
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
                .check(CLASSES);
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
