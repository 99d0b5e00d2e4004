// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

        rollback.unwind();

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
        Error worse = new StackOverflowError("worse");
        rollback.push(() -> {
            throw worse;
        });

        rollback.unwind(original);

        assertThat(original.getSuppressed()).containsExactly(worse, later);
        assertThat(order).containsExactly("reached");
    }

    @Test
    void unwind_nothingHadFailed_throwsTheFirstFailureAfterTheRest() {
        List<String> order = new ArrayList<>();
        Rollback rollback = new Rollback();
        rollback.push(() -> order.add("reached"));
        rollback.push(() -> {
            throw new IllegalStateException("second");
        });
        rollback.push(() -> {
            throw new OutOfMemoryError("first");
        });

        assertThatThrownBy(rollback::unwind)
                .isInstanceOf(OutOfMemoryError.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(order).containsExactly("reached");
    }
}
