// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.Container;
import io.jebena.container.ContainerFiles;
import io.jebena.container.ContainerState;
import io.jebena.container.Health;
import io.jebena.container.Inspection;
import io.jebena.container.ProcessTable;
import io.jebena.container.Ready;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.image.ImageConfig;
import io.jebena.value.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What can be seen of a fake container. */
abstract class FakeObserved extends Unfinished {
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final FakeFiles files = new FakeFiles(this);

    private boolean checked() {
        return spec().healthCheck().filter(check -> !check.none()).isPresent();
    }

    @Override
    public Optional<Health> health() {
        if (!checked()) {
            return Optional.empty();
        }
        boolean healthy = state() == ContainerState.RUNNING && probe();
        return Optional.of(new Health(healthy ? Health.Status.HEALTHY : Health.Status.STARTING, 0, List.of()));
    }

    private boolean probe() {
        List<String> test = spec().healthCheck().map(HealthCheck::test).orElse(List.of());
        return exec(e -> e.command(test.subList(1, test.size()))).exitStatus().code() == 0;
    }

    @Override
    public Inspection inspect() {
        Inspection.State state = new Inspection.State(
                state(), pid().orElse(0), exitStatus(), startedAt(), finishedAt(), restartCount(), health());
        return new Inspection(
                id(),
                createdAt(),
                spec().toBuilder()
                        .name(name())
                        .hostname(spec().hostname().orElse(id().shortForm()))
                        .build(),
                state,
                Optional.empty(),
                ImageConfig.builder().build(),
                new Inspection.Storage("fake", Map.of(), Optional.empty()));
    }

    @Override
    public ProcessTable top() {
        if (!state().alive()) {
            throw notRunning("list the processes of", "");
        }
        String pid = Integer.toString(pid().orElse(0));
        return new ProcessTable(
                List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"),
                List.of(List.of("root", pid, "1", "0", "00:00", "?", "00:00:00", String.join(" ", spec().command()))));
    }

    private ContainerStateException notRunning(String operation, String detail) {
        String state = exitStatus()
                .map(status -> "ended with exit code " + status.code())
                .orElse(state().name().toLowerCase(Locale.ROOT));
        return new ContainerStateException(operation, name(), "running", state, detail);
    }

    @Override
    public Container awaitReady(Ready ready, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!is(ready)) {
            if (state() == ContainerState.EXITED) {
                throw notRunning("wait for " + ready + " of", stdoutText() + stderrText());
            }
            if (System.nanoTime() > end) {
                throw new DeadlineException("waiting for " + ready, limit, stdoutText() + stderrText());
            }
            rest();
        }
        return this;
    }

    private static void rest() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException("waiting", e);
        }
    }

    private boolean is(Ready ready) {
        if (ready instanceof Ready.All all) {
            return all.conditions().stream().allMatch(this::is);
        }
        if (ready instanceof Ready.Any any) {
            return any.conditions().stream().anyMatch(this::is);
        }
        if (ready instanceof Ready.LogLine line) {
            return (stdoutText() + stderrText())
                            .lines()
                            .filter(text -> line.pattern().matcher(text).find())
                            .count()
                    >= line.times();
        }
        if (ready instanceof Ready.Healthy && !checked()) {
            throw new ContainerStateException("wait for the health of", name(), "with a health check", "without");
        }
        if (state() != ContainerState.RUNNING) {
            return false;
        }
        try {
            return ready instanceof Ready.Healthy && probe()
                    || ready instanceof Ready.Exec command
                            && exec(command.spec()).exitStatus().code() == 0;
        } catch (ContainerStateException e) {
            // it ended just now
            return false;
        }
    }

    @Override
    public ContainerFiles files() {
        return files;
    }
}
