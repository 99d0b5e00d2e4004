// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.health;

import io.jebena.value.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A health check with all defaults filled in.
 *
 * @param command program and arguments of a probe
 * @param interval from the end of one probe to the next
 * @param timeout of a probe
 * @param startPeriod in which failures do not count
 * @param startInterval from the end of one probe to the next in that period
 * @param retries failures in a row that count
 */
public record CheckPlan(
        List<String> command,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    /**
     * Fills in the defaults.
     *
     * @param check the container's check over its image's
     * @param shell runs a line; empty for {@code /bin/sh -c}
     * @return empty if there is no check
     */
    public static Optional<CheckPlan> of(HealthCheck check, List<String> shell) {
        if (check.none() || check.test().isEmpty()) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>();
        if (check.test().get(0).equals("CMD-SHELL")) {
            command.addAll(shell.isEmpty() ? List.of("/bin/sh", "-c") : shell);
        }
        command.addAll(check.test().subList(1, check.test().size()));
        return Optional.of(new CheckPlan(
                List.copyOf(command),
                check.interval().orElse(HealthCheck.DEFAULT_INTERVAL),
                check.timeout().orElse(HealthCheck.DEFAULT_INTERVAL),
                check.startPeriod().orElse(Duration.ZERO),
                check.startInterval().orElse(HealthCheck.DEFAULT_START_INTERVAL),
                check.retries() == 0 ? HealthCheck.DEFAULT_RETRIES : check.retries()));
    }
}
