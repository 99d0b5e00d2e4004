// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ExitStatus;
import io.jebena.container.RestartPolicy;
import java.time.Duration;

/** When a container is started again, as Docker does it. Not thread-safe. */
final class Restarts {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** A run as long as this was a good one. */
    private static final Duration GOOD = Duration.ofSeconds(10);

    private Duration delay = Duration.ZERO;
    private boolean cancelled;

    /** A start by hand: it begins anew. */
    void reset() {
        delay = Duration.ZERO;
        cancelled = false;
    }

    /** No restart follows until the next start by hand. */
    void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    /**
     * Whether a restart follows.
     *
     * @param policy the policy as it is now
     * @param status how the last run ended
     * @param count restarts so far
     * @param stoppedByHand whether somebody sent it a signal since it was started by hand
     */
    boolean follows(RestartPolicy policy, ExitStatus status, int count, boolean stoppedByHand) {
        return !cancelled
                && switch (policy.kind()) {
                    case NEVER -> false;
                    case ALWAYS -> true;
                    case UNLESS_STOPPED -> !stoppedByHand;
                    case ON_FAILURE -> status.code() != 0 && (policy.maxRetries() == 0 || count < policy.maxRetries());
                };
    }

    /** How long the next restart waits after a run that lasted so long. */
    Duration next(Duration lasted) {
        Duration doubled = lasted.compareTo(GOOD) >= 0 || delay.isZero() ? FIRST : delay.multipliedBy(2);
        delay = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return delay;
    }
}
