// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.ExitStatus;
import io.jebena.container.RestartPolicy;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Restarts restarts = new Restarts();

    @Test
    void next_shortRuns_doublesUpToAMinute() {
        assertThat(Stream.generate(() -> restarts.next(SHORT).toMillis()).limit(12))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 51200L, 60000L, 60000L);
    }

    @Test
    void next_afterAGoodRunOrAStartByHand_beginsAnew() {
        restarts.next(SHORT);
        restarts.next(SHORT);
        assertThat(restarts.next(Duration.ofSeconds(10))).hasMillis(100);
        assertThat(restarts.next(Duration.ofMillis(9_999))).hasMillis(200);
        restarts.reset();
        assertThat(restarts.next(SHORT)).hasMillis(100);
    }

    @Test
    void follows_eachPolicy_asDockerHasIt() {
        ExitStatus good = ExitStatus.exited(0);
        ExitStatus bad = ExitStatus.exited(1);

        assertThat(restarts.follows(RestartPolicy.NEVER, bad, 0, false)).isFalse();
        assertThat(restarts.follows(RestartPolicy.ALWAYS, good, 1000, true)).isTrue();
        assertThat(restarts.follows(RestartPolicy.UNLESS_STOPPED, good, 0, false))
                .isTrue();
        assertThat(restarts.follows(RestartPolicy.UNLESS_STOPPED, good, 0, true))
                .isFalse();
        assertThat(restarts.follows(RestartPolicy.onFailure(), good, 0, false)).isFalse();
        assertThat(restarts.follows(RestartPolicy.onFailure(), bad, 1000, false))
                .isTrue();
        assertThat(restarts.follows(RestartPolicy.onFailure(2), bad, 1, false)).isTrue();
        assertThat(restarts.follows(RestartPolicy.onFailure(2), bad, 2, false)).isFalse();
    }

    @Test
    void follows_cancelled_neverUntilReset() {
        restarts.cancel();
        assertThat(restarts.follows(RestartPolicy.ALWAYS, ExitStatus.exited(1), 0, false))
                .isFalse();
        restarts.reset();
        assertThat(restarts.follows(RestartPolicy.ALWAYS, ExitStatus.exited(1), 0, false))
                .isTrue();
    }
}
