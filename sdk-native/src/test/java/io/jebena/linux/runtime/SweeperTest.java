// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.ContainerSpec;
import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.store.ContainerDirectories;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.linux.store.ContainerRecords;
import io.jebena.linux.store.EngineLease;
import io.jebena.linux.store.EngineRoot;
import io.jebena.linux.store.NameIndex;
import io.jebena.value.ContainerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk of engines that are no more, cleared away as the next engine opens. */
class SweeperTest {
    private static final String DEAD = "dddddddddddd";
    private static final int NO_PROCESS = 1 << 22;

    @TempDir
    Path folder;

    private EngineRoot root;
    private ContainerRecords records;
    private Sweeper sweeper;

    @BeforeEach
    void openRoot() {
        root = EngineRoot.open(folder);
        records = new ContainerRecords(root);
        sweeper = new Sweeper(root, CgroupLayout.detect());
    }

    private String make(String engine, String name, boolean throwAway) {
        ContainerSpec spec = ContainerSpec.builder()
                .rootfs(folder)
                .throwAway(throwAway)
                .command("x")
                .build();
        ContainerRecord record = ContainerRecord.created(ContainerId.random(), name, engine, spec, null);
        new NameIndex(root, engine).claim(name, record.id().toString());
        new ContainerDirectories(root, engine).make(record);
        records.write(record.running(NO_PROCESS));
        return record.id().toString();
    }

    private void damage(String id) throws Exception {
        Files.writeString(root.container(id).resolve("record.json"), "{\"id\":");
    }

    private List<String> names() throws Exception {
        try (var names = Files.list(folder.resolve("names"))) {
            return names.map(name -> name.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void open_recordsOfAnEngineWithoutASign_areEndedOrGone() throws Exception {
        String kept = make(DEAD, "kept", false);
        make(DEAD, "thrown-away", true);

        EngineLease.open(root, sweeper).close();

        assertThat(records.ids()).containsExactly(kept);
        ContainerRecord record = records.read(kept).orElseThrow();
        assertThat(record.pid()).isZero();
        assertThat(record.exit()).isNotNull();
        assertThat(names()).containsExactly("kept");
        try (var left = Files.list(root.containers())) {
            assertThat(left).containsExactly(root.container(kept));
        }
    }

    @Test
    void open_containerSettledBefore_isNotLookedAtAgain() throws Exception {
        String kept = make(DEAD, "kept", false);
        EngineLease.open(root, sweeper).close();
        damage(kept);

        EngineLease.open(root, sweeper).close();

        assertThat(records.ids()).containsExactly(kept);
    }

    @Test
    void open_damagedRecordOfADeadEngine_isRemovedAndItsNameFreed() throws Exception {
        damage(make(DEAD, "web", false));
        Files.delete(root.container(make(DEAD, "other", false)).resolve("record.json"));

        EngineLease.open(root, sweeper).close();

        assertThat(root.containers()).isEmptyDirectory();
        assertThat(names()).isEmpty();
    }

    @Test
    void open_recordsOfALivingEngine_stayHoweverDamaged() throws Exception {
        try (EngineLease living = EngineLease.open(root, sweeper)) {
            String whole = make(living.id(), "whole", true);
            String damaged = make(living.id(), "damaged", true);
            damage(damaged);
            String unnamed = make(living.id(), "unnamed", true);
            damage(unnamed);
            Files.delete(folder.resolve("names/unnamed"));

            EngineLease.open(root, sweeper).close();

            assertThat(records.ids()).containsExactlyInAnyOrder(whole, damaged, unnamed);
            assertThat(names()).containsExactly("damaged", "whole");
        }
        EngineLease.open(root, sweeper).close();
        assertThat(records.ids()).isEmpty();
    }

    @Test
    void clear_engineThatCouldNotBeEnded_keepsWhatIsIts() throws Exception {
        String id = make(DEAD, "web", true);

        sweeper.clear(Set.of(DEAD));

        assertThat(records.ids()).containsExactly(id);
        assertThat(names()).containsExactly("web");
    }

    @Test
    void open_whatIsNoContainer_isLeftAlone() throws Exception {
        Path stranger = Files.createDirectory(root.containers().resolve("lost+found"));

        EngineLease.open(root, sweeper).close();

        assertThat(stranger).exists();
        assertThat(records.ids()).isEmpty();
    }
}
