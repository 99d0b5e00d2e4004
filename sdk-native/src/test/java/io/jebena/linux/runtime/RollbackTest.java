// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollbackTest {
    @Test
    void unwind_severalSteps_runsThemBackwards() {
        List<String> order = new ArrayList<>();
        Rollback rollback = new Rollback();
        rollback.push(() -> order.add("first"));
        rollback.push(() -> order.add("second"));

        assertThat(rollback.unwind(null)).isNull();
        assertThat(order).containsExactly("second", "first");
    }

    @Test
    void unwind_stepsFail_doesTheRestAndKeepsEveryFailure() {
        List<String> order = new ArrayList<>();
        RuntimeException original = new IllegalStateException("original");
        RuntimeException later = new IllegalStateException("later");
        Rollback rollback = new Rollback();
        rollback.push(() -> order.add("reached"));
        rollback.push(() -> {
            throw later;
        });

        assertThat(rollback.unwind(original)).isSameAs(original);
        assertThat(original.getSuppressed()).containsExactly(later);
        assertThat(order).containsExactly("reached");
    }
}
