// SPDX-License-Identifier: Apache-2.0
package io.jebena.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Attachment;
import io.jebena.container.Container;
import io.jebena.container.ContainerState;
import io.jebena.container.Input;
import io.jebena.container.Output;
import io.jebena.error.ContainerStateException;
import io.jebena.error.InvalidSpecException;
import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a container wrote and when, and who is attached to it. */
public abstract class LogContract extends LifecycleContract {
    private static final String[] TALK = {"sh", "-c", "echo one; echo two; echo bad >&2; echo three"};

    private static List<String> logs(Container container, Consumer<LogQuery.Builder> query) {
        try (LogReader log = container.logs(query)) {
            return log.frames().map(LogFrame::text).toList();
        }
    }

    private Container ended(String... command) {
        Container container = start(command);
        container.waitFor(PATIENCE);
        return container;
    }

    @Test
    void logs_ended_haveBothStreams() {
        Instant before = Instant.now();
        Container container = ended(TALK);

        assertThat(logs(container, q -> {})).containsExactlyInAnyOrder("one", "two", "bad", "three");
        assertThat(logs(container, q -> q.stderr(false))).containsExactly("one", "two", "three");
        assertThat(logs(container, q -> q.stdout(false))).containsExactly("bad");
        try (LogReader log = container.logs(q -> {})) {
            assertThat(log.frames())
                    .allSatisfy(frame -> assertThat(frame.time()).isBetween(before, Instant.now()));
        }
        assertThat(logs(container, q -> q.since(Instant.now()))).isEmpty();
        assertThat(logs(container, q -> q.until(before))).isEmpty();
    }

    @Test
    void logs_tail_areTheLast() {
        Container container = ended(TALK);

        assertThat(logs(container, q -> q.stderr(false).tail(2))).containsExactly("two", "three");
        assertThat(logs(container, q -> q.tail(0))).isEmpty();
        assertThat(logs(container, q -> q.tail(100))).hasSize(4);
    }

    @Test
    void logs_followed_endWithTheProcess() {
        Container container = create(POLITE);
        CompletableFuture<List<String>> followed =
                CompletableFuture.supplyAsync(() -> logs(container, q -> q.follow(true)));
        container.start();
        try (LogReader log = container.logs(q -> q.follow(true))) {
            LogFrame first = log.next();
            assertThat(first).isNotNull();
            container.stop();
            assertThat(log.next()).isNull();
        }

        assertThat(followed).succeedsWithin(PATIENCE).isEqualTo(List.of("ready"));
        assertThat(logs(container, q -> q.follow(true))).containsExactly("ready");
    }

    @Test
    void logs_restarted_areOfAllRuns() {
        Container container = ended(TALK);
        container.start().waitFor(PATIENCE);

        assertThat(logs(container, q -> q.stderr(false))).containsExactly("one", "two", "three", "one", "two", "three");
        assertThat(container.stdoutText()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void logs_noneOrNoStream_areRefused() {
        Container none =
                engine.containers().create(spec(TALK).log(LogOptions.NONE).build());
        Container discarded = engine.containers()
                .create(spec(TALK)
                        .stdout(Output.discard())
                        .stderr(Output.discard())
                        .build());

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> none.logs(q -> {}));
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> discarded.logs(q -> {}));
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> none.logs(q -> q.stdout(false).stderr(false)));
    }

    @Test
    void attach_beforeTheStart_getsAll() {
        Container container = create(TALK);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Attachment attachment = container.attach(a -> a.stdout(out).stderr(err));
        container.start();

        assertThat(attachment.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\nthree\n");
        assertThat(err.toString(UTF_8)).isEqualTo("bad\n");
    }

    @Test
    void attach_running_replaysIfAskedAndSharesTheInput() throws IOException {
        Container container = engine.containers()
                .create(spec("cat").stdin(Input.open()).build())
                .start();
        container.stdin().write("past".getBytes(UTF_8));
        assertThat(new String(container.stdout().readNBytes(4), UTF_8)).isEqualTo("past");
        ByteArrayOutputStream live = new ByteArrayOutputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Attachment first = container.attach(a -> a.stdout(live).closeStdin(false));
        Attachment second = container.attach(a -> a.stdout(all).replay(true));
        first.stdin().write(" now".getBytes(UTF_8));
        first.stdin().close();
        second.stdin().close();

        assertThat(first.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(second.ended()).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(live.toString(UTF_8)).isEqualTo(" now");
        assertThat(all.toString(UTF_8)).isEqualTo("past now");
    }

    @Test
    void attach_closed_leavesTheProcessAlone() {
        Container container = start(STUBBORN);
        Attachment attachment = container.attach(a -> a.stdout(new ByteArrayOutputStream()));
        attachment.close();

        assertThat(attachment.ended()).succeedsWithin(PATIENCE).isEqualTo(false);
        assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(attachment::stdin);
    }

    @Test
    void attach_pausedOrNotCaptured_isRefused() {
        Container paused = start(STUBBORN);
        paused.pause();
        Container discarded = engine.containers()
                .create(spec(TALK)
                        .stdout(Output.discard())
                        .stderr(Output.discard())
                        .build());

        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> paused.attach(a -> {}));
        assertThatExceptionOfType(ContainerStateException.class).isThrownBy(() -> discarded.attach(a -> {}));
    }
}
