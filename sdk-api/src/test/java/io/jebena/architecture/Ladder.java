// SPDX-License-Identifier: Apache-2.0
package io.jebena.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The layer picture of one module: rungs from the top down, each a set of peer packages. A package may import what
 * stands on a lower rung; neither a peer nor anything above. So there is no cycle either.
 */
public final class Ladder {
    private final String root;
    private final Map<String, Integer> rungs = new LinkedHashMap<>();

    private Ladder(String root) {
        this.root = root;
    }

    /**
     * Draws the picture.
     *
     * @param root the package that every name is relative to; {@code "."} names the root itself
     * @param rungs from the top down; peers are separated by blanks
     * @return the ladder
     */
    public static Ladder of(String root, String... rungs) {
        Ladder ladder = new Ladder(root);
        for (int rung = 0; rung < rungs.length; rung++) {
            for (String name : rungs[rung].split(" ", -1)) {
                ladder.rungs.put(name.equals(".") ? root : root + "." + name, rung);
            }
        }
        return ladder;
    }

    /**
     * Fails with every arrow that runs upward or between peers, and with every package that the picture lacks or has in
     * vain.
     *
     * @param classes the module's classes
     */
    public void holds(JavaClasses classes) {
        TreeSet<String> seen = new TreeSet<>();
        TreeSet<String> wrong = new TreeSet<>();
        for (JavaClass from : classes) {
            String name = from.getPackageName();
            if (!name.isEmpty() && !from.getSimpleName().equals("module-info")) {
                seen.add(name);
                from.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(to -> isWrong(name, to.getPackageName()))
                        .forEach(to -> wrong.add(from.getName() + " -> " + to.getName()));
            }
        }
        assertThat(seen)
                .as("packages below %s: a new one gets its rung here and in ARCHITECTURE.md", root)
                .containsExactlyInAnyOrderElementsOf(rungs.keySet());
        assertThat(wrong)
                .as("arrows that run upward or between peers: see the layer picture in ARCHITECTURE.md")
                .isEqualTo(new TreeSet<>(List.of()));
    }

    private boolean isWrong(String from, String to) {
        Integer rung = rungs.get(from);
        Integer other = rungs.get(to);
        return rung != null && other != null && !from.equals(to) && other <= rung;
    }
}
