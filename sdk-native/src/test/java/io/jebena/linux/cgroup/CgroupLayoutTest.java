// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.HostRequirementException;
import io.jebena.linux.cgroup.CgroupLayout.Mode;
import io.jebena.linux.proc.CgroupMembership;
import io.jebena.linux.proc.CgroupSubsystem;
import io.jebena.linux.proc.MountInfo;
import io.jebena.value.ByteSize;
import io.jebena.value.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupLayoutTest {
    private static final String TOP = "/sys/fs/cgroup";

    @Test
    void of_legacyWithSystemd_usesTheTopOfEachTree() {
        CgroupLayout layout = layout("legacy-systemd", path -> true, List.of());

        assertThat(layout.mode()).isEqualTo(Mode.LEGACY);
        assertThat(layout.hierarchies()).hasSize(7);
        assertThat(layout.unified()).isEmpty();
        assertThat(base(layout, Controller.CPU)).isEqualTo(Path.of(TOP, "cpu,cpuacct"));
        assertThat(base(layout, Controller.IO)).isEqualTo(Path.of(TOP, "blkio"));
        assertThat(layout.hierarchy(Controller.MEMORY).orElseThrow().delegated())
                .isFalse();
    }

    @Test
    void of_legacyControllerSwitchedOff_isNotThere() {
        CgroupLayout layout =
                layout("legacy-systemd", path -> true, List.of(new CgroupSubsystem("memory", 0, 1, false)));

        assertThat(layout.hierarchy(Controller.MEMORY)).isEmpty();
        assertThat(layout.hierarchy(Controller.PIDS)).isPresent();
    }

    @Test
    void of_legacyAsOrdinaryUser_hasNothing() {
        CgroupLayout layout = layout("legacy-systemd", path -> false, List.of());

        assertThat(layout.mode()).isEqualTo(Mode.LEGACY);
        assertThat(layout.hierarchies()).isEmpty();
    }

    @Test
    void of_hybrid_choosesVersion1WhereItIsMounted() {
        CgroupLayout layout = layout("hybrid", path -> true, List.of());

        assertThat(layout.mode()).isEqualTo(Mode.HYBRID);
        assertThat(base(layout, Controller.MEMORY)).isEqualTo(Path.of(TOP, "memory"));
        assertThat(base(layout, Controller.FREEZER)).isEqualTo(Path.of(TOP, "freezer"));
        assertThat(layout.unified().orElseThrow().base()).isEqualTo(Path.of(TOP, "unified"));
        assertThat(layout.hierarchy(Controller.PIDS)).isEmpty();
    }

    @Test
    void of_hybridTopNotWritable_usesTheOwnGroup() {
        Path own = Path.of(TOP, "memory/process/c9545");
        CgroupLayout layout = layout("hybrid", own::equals, List.of());

        assertThat(base(layout, Controller.MEMORY)).isEqualTo(own);
        assertThat(layout.hierarchy(Controller.MEMORY).orElseThrow().delegated())
                .isTrue();
        assertThat(layout.hierarchy(Controller.CPU)).isEmpty();
    }

    @Test
    void of_unified_takesWhatTheGroupOffers(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("cgroup.controllers"), "cpuset cpu io memory hugetlb pids rdma misc\n");
        String mounts = fixture("unified.mountinfo").replace(TOP, directory.toString());
        CgroupLayout layout = CgroupLayout.of(
                MountInfo.parse(mounts), CgroupMembership.parse("0::/\n"), List.of(), Files::isWritable);

        assertThat(layout.mode()).isEqualTo(Mode.UNIFIED);
        for (Controller controller : EnumSet.complementOf(EnumSet.of(Controller.CPUACCT))) {
            assertThat(base(layout, controller)).isEqualTo(directory);
        }
        assertThat(layout.hierarchy(Controller.CPUACCT)).isEmpty();
        assertThat(layout.toString()).startsWith("unified cpu=v2:" + directory);
    }

    @Test
    void of_unifiedDelegatedToAUser_usesTheOwnGroup() {
        Path own = Path.of(TOP, "user.slice/user-1000.slice/user@1000.service/app.slice/run-5.scope");
        CgroupLayout layout = layout("unified", own::equals, List.of());

        assertThat(layout.unified().orElseThrow().base()).isEqualTo(own);
        assertThat(layout.unified().orElseThrow().delegated()).isTrue();
        assertThat(layout.hierarchy(Controller.FREEZER)).isPresent();
        assertThat(layout.hierarchy(Controller.MEMORY)).isEmpty();
    }

    @Test
    void of_processThatAnEngineMovedDown_usesTheGroupAbove() {
        Path own = Path.of(TOP, "app.slice/run.scope");
        CgroupLayout layout = CgroupLayout.of(
                MountInfo.parse(fixture("unified.mountinfo")),
                CgroupMembership.parse("0::/app.slice/run.scope/jebena.members"),
                List.of(),
                own::equals);

        assertThat(layout.unified().orElseThrow().base()).isEqualTo(own);
    }

    @Test
    void of_dockerInDockerVersion1_findsTheOwnGroupThroughTheMountsRoot() {
        CgroupLayout top = layout("docker-in-docker-legacy", path -> !path.endsWith("pids"), List.of());
        CgroupLayout own = layout("docker-in-docker-legacy", path -> path.endsWith("job"), List.of());

        assertThat(base(top, Controller.CPU)).isEqualTo(Path.of(TOP, "cpu,cpuacct"));
        assertThat(top.hierarchy(Controller.PIDS)).isEmpty();
        assertThat(base(own, Controller.CPU)).isEqualTo(Path.of(TOP, "cpu,cpuacct/job"));
    }

    @Test
    void of_dockerInDockerVersion2OutsideItsNamespace_usesTheTopOnly() {
        assertThat(layout("docker-in-docker-unified", path -> true, List.of())
                        .unified()
                        .orElseThrow()
                        .base())
                .isEqualTo(Path.of(TOP));
        assertThat(layout("docker-in-docker-unified", path -> !path.equals(Path.of(TOP)), List.of())
                        .hierarchies())
                .isEmpty();
    }

    @Test
    void create_limitWithoutItsController_tellsWhatIsMissingAndHowToGetIt() {
        CgroupManager manager = new CgroupManager(layout("legacy-systemd", path -> false, List.of()), "e1");

        assertThatThrownBy(() -> manager.create(
                        "c1", Resources.builder().memory(ByteSize.mebibytes(64)).build()))
                .isInstanceOfSatisfying(HostRequirementException.class, e -> {
                    assertThat(e.requirement()).contains("memory").contains("legacy");
                    assertThat(e.remedy()).contains("root").contains("Delegate=yes");
                });
    }

    @Test
    void create_noLimitsAndNoTrees_isEmpty() {
        CgroupManager manager = new CgroupManager(layout("legacy-systemd", path -> false, List.of()), "e1");

        try (ContainerCgroup group = manager.create("c1", Resources.UNLIMITED)) {
            assertThat(group.directories()).isEmpty();
            assertThat(group.tasks()).isEmpty();
            assertThat(group.unified()).isEmpty();
            assertThat(group.pids()).isEmpty();
            assertThat(group.outOfMemoryKills()).isZero();
            assertThat(group.kill()).isTrue();
        }
    }

    @Test
    void names_thatLeadElsewhere_areRefused() {
        CgroupLayout layout = layout("hybrid", path -> false, List.of());

        for (String name : List.of("", "..", "a/b", "-a", ".hidden", "a\n", "x".repeat(129))) {
            assertThatThrownBy(() -> new CgroupManager(layout, name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new CgroupManager(layout, "e1").create(name, Resources.UNLIMITED))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Path base(CgroupLayout layout, Controller controller) {
        return layout.hierarchy(controller).orElseThrow().base();
    }

    private static CgroupLayout layout(String name, Predicate<Path> writable, List<CgroupSubsystem> subsystems) {
        return CgroupLayout.of(
                MountInfo.parse(fixture(name + ".mountinfo")),
                CgroupMembership.parse(fixture(name + ".cgroup")),
                subsystems,
                writable);
    }

    private static String fixture(String name) {
        try (InputStream stream = CgroupLayoutTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
