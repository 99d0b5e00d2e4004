// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.ConflictException;
import io.jebena.error.ContainerException;
import io.jebena.error.ContainerStateException;
import io.jebena.error.DeadlineException;
import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.KernelException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.error.OperationInterruptedException;
import io.jebena.value.Signal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A container, as a handle. Handles of the same container are equal and show the same. Thread-safe; each stream is for one
 * thread at a time.
 *
 * <p>A container that another open engine has created, in this Java process or another one, can be looked at, awaited, signalled,
 * stopped, and entered by {@link #exec(ExecSpec)}. Starting, pausing, changing and removing it are that engine's alone: here they
 * are refused.
 */
public interface Container extends ContainerView, ContainerStreams, AutoCloseable {
    /**
     * Starts the first process, also again after its end: what the last run changed in the container's files is still there.
     * When this returns, the program runs, or has already ended.
     *
     * @return this
     * @throws ContainerStateException if it runs, is about to be restarted, or is removed
     * @throws InvalidSpecException if the specification asks for what only now turns out not to exist, such as a user's name
     * @throws LaunchException if a step failed; nothing of it is left, and the container stays as it was before, or is removed
     *     if it was to be removed automatically
     * @throws HostRequirementException if the host lacks what the specification asks for
     */
    Container start();

    /**
     * Waits until the first process has ended and its output is complete, which takes as long as an {@link Output#to} stream
     * takes it, unless the container is ended by force. If it is not started yet, waits for that too; if its restart policy
     * starts it again, waits for the end that no restart follows.
     *
     * @return how it ended
     * @throws NotFoundException if the container is removed without having been started
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus waitFor();

    /**
     * Waits until the first process has ended and its output is complete, but not for ever.
     *
     * @param limit how long, 0 or more
     * @return how it ended
     * @throws DeadlineException if it has not ended by then; it goes on
     * @throws NotFoundException if the container is removed without having been started
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus waitFor(Duration limit);

    /**
     * The end of the first process as a future.
     *
     * @return completed with how it ended, once its output is complete, or with a {@link NotFoundException} if the container is
     *     removed without having been started; cancelling it does not touch the container
     */
    CompletableFuture<ExitStatus> onExit();

    /**
     * Stops it if it runs, with the stop signal and timeout of its specification, and starts it.
     *
     * @return this
     * @throws ContainerStateException if it is removed
     * @throws LaunchException if it cannot be started again
     * @throws OperationInterruptedException if the thread is interrupted
     */
    default Container restart() {
        return restart(spec().stopTimeout());
    }

    /**
     * Stops it if it runs, and starts it.
     *
     * @param timeout how long stopping may take before it is killed, 0 or more
     * @return this
     * @throws ContainerStateException if it is removed
     * @throws LaunchException if it cannot be started again
     * @throws OperationInterruptedException if the thread is interrupted
     */
    Container restart(Duration timeout);

    /**
     * Freezes all its processes, in the middle of what they do.
     *
     * @throws ContainerStateException if it does not run, or is paused
     * @throws KernelException if the kernel refuses
     */
    void pause();

    /**
     * Lets its processes go on.
     *
     * @throws ContainerStateException if it is not paused
     * @throws KernelException if the kernel refuses
     */
    void unpause();

    /**
     * Gives it another name.
     *
     * @param name 2 to 255 letters, digits, {@code _}, {@code .} and {@code -}, the first a letter or digit
     * @throws InvalidSpecException naming the character that is wrong, or if it is its name already
     * @throws ConflictException if another container has it
     * @throws ContainerStateException if it is removed
     */
    void rename(String name);

    /**
     * Changes its limits and its restart policy, also while it runs.
     *
     * @param update what changes
     * @throws InvalidSpecException if the limits do not go together, or not with what it uses now
     * @throws ContainerStateException if it is removed
     * @throws HostRequirementException if the host cannot limit that
     */
    void update(ContainerUpdate update);

    /**
     * Changes its limits and its restart policy, also while it runs.
     *
     * @param update sets what changes: {@code c.update(u -> u.resources(r -> r.with(b -> b.pids(50))))}
     * @throws InvalidSpecException if the limits do not go together, or not with what it uses now
     * @throws ContainerStateException if it is removed
     * @throws HostRequirementException if the host cannot limit that
     */
    default void update(Consumer<ContainerUpdate.Builder> update) {
        ContainerUpdate.Builder builder = ContainerUpdate.builder();
        update.accept(builder);
        update(builder.build());
    }

    /**
     * Waits for something to become of it.
     *
     * @param condition what
     * @param limit how long, 0 or more
     * @return how its first process ended last
     * @throws DeadlineException if it has not become so by then
     * @throws NotFoundException if it is removed without having been started
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus waitFor(WaitCondition condition, Duration limit);

    /**
     * What is to become of it, as a future.
     *
     * @param condition what
     * @return completed with how its first process ended last, or with a {@link NotFoundException} if it is removed without having
     *     been started; cancelling it does not touch the container
     */
    CompletableFuture<ExitStatus> when(WaitCondition condition);

    /**
     * Waits until it can be used.
     *
     * @param ready when it can
     * @param limit how long, 0 or more
     * @return this
     * @throws DeadlineException if that has not come true by then; the message has the last lines of its output
     * @throws ContainerStateException if it ends before; the message has its exit code and the last lines of its output
     * @throws OperationInterruptedException if the thread is interrupted
     */
    Container awaitReady(Ready ready, Duration limit);

    /**
     * Waits until its health check says that it works.
     *
     * @param limit how long, 0 or more
     * @return this
     * @throws ContainerStateException if it has no health check, or ends before, or is found unhealthy
     * @throws DeadlineException if it is not found healthy by then
     * @throws OperationInterruptedException if the thread is interrupted
     */
    default Container awaitHealthy(Duration limit) {
        return awaitReady(Ready.healthy(), limit);
    }

    /**
     * Its files.
     *
     * @return the same at each call
     */
    ContainerFiles files();

    /**
     * Kills all processes of the container and waits for the end, but not for a stream that does not take the last output: see
     * {@link Output#to}.
     *
     * @return how the first process ended
     * @throws ContainerStateException if it is not running
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus kill();

    /**
     * Sends a signal to the first process and does not wait for what it does. No restart follows the end if the signal is
     * {@code SIGKILL} or the stop signal, or no stop signal is set. The kernel gives the first process of an own pid
     * namespace only signals for which it has a handler, and {@code SIGKILL} and {@code SIGSTOP}.
     *
     * @param signal the signal
     * @throws ContainerStateException if it is not running
     * @throws KernelException if the kernel refuses
     */
    void kill(Signal signal);

    /**
     * Asks the first process to stop, with the stop signal, and kills it after the stop timeout, both of the specification.
     * The first process of an own pid namespace gets a signal only if it has a handler for it: one that has none, as
     * {@code sleep} or a shell without {@code trap}, goes on until the timeout is over, and then it is killed.
     *
     * @return how it ended, at once if it has already
     * @throws ContainerStateException if it was never started
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus stop();

    /**
     * Asks the first process to stop, with the stop signal of the specification, and kills it if it does not. One that has
     * no handler for that signal takes the whole timeout, as with {@link #stop()}.
     *
     * @param timeout how long it may take, 0 or more
     * @return how it ended, at once if it has already
     * @throws ContainerStateException if it was never started
     * @throws OperationInterruptedException if the thread is interrupted
     */
    ExitStatus stop(Duration timeout);

    /**
     * Removes the container with its files and its captured output.
     *
     * @throws ContainerStateException if it is running
     * @throws ConflictException if it belongs to another engine that is open
     * @throws NotFoundException if it is removed already
     * @throws ContainerException if something cannot be removed
     */
    default void remove() {
        remove(false);
    }

    /**
     * Removes the container with its files and its captured output.
     *
     * @param force true to kill it first if it is running
     * @throws ContainerStateException if it is running and this is not forced
     * @throws ConflictException if it belongs to another engine that is open
     * @throws NotFoundException if it is removed already
     * @throws ContainerException if something cannot be removed
     */
    void remove(boolean force);

    /**
     * Kills and removes the container, whatever state it is in; without effect if it is removed already, or if it belongs to
     * another engine. What was executed in it has ended too when this returns.
     *
     * @throws ContainerException if something cannot be removed
     */
    @Override
    void close();

    /**
     * Executes a process in the running container and waits for its end and for that of its output: a child that it leaves in
     * the background, and that keeps its standard output or error open, is waited for too, until the container ends.
     *
     * @param command the program and its arguments
     * @return how it ended and what it wrote
     * @throws InvalidSpecException if it is empty
     * @throws ContainerStateException if the container is not running
     * @throws LaunchException if the program cannot be executed
     * @throws OperationInterruptedException if the thread is interrupted; the process is killed
     */
    default ProcessResult exec(String... command) {
        return exec(ExecSpec.builder().command(command).build());
    }

    /**
     * Executes a process in the running container and waits for its end and for that of its output: a child that it leaves in
     * the background, and that keeps its standard output or error open, is waited for too, until the container ends.
     *
     * @param spec sets what to execute
     * @return how it ended and what it wrote where that was captured
     * @throws InvalidSpecException if the specification is wrong, leaves standard input open, or names a user or group that the
     *     container does not know
     * @throws ContainerStateException if the container is not running
     * @throws LaunchException if the program cannot be executed
     * @throws OperationInterruptedException if the thread is interrupted; the process is killed
     */
    default ProcessResult exec(Consumer<ExecSpec.Builder> spec) {
        ExecSpec.Builder builder = ExecSpec.builder();
        requireNonNull(spec, "spec").accept(builder);
        return exec(builder.build());
    }

    /**
     * Executes a process in the running container and waits for its end, and for the end of its captured output: a child that
     * it leaves behind with the same standard output is waited for, too. Let such a child write to a file, or take
     * {@link #startExec(ExecSpec)} and do not ask for the result.
     *
     * @param spec what to execute
     * @return how it ended and what it wrote where that was captured
     * @throws InvalidSpecException if it leaves standard input open, which nobody could write to, or names a user or group that
     *     the container does not know
     * @throws ContainerStateException if the container is not running
     * @throws LaunchException if the program cannot be executed
     * @throws OperationInterruptedException if the thread is interrupted; the process is killed
     */
    ProcessResult exec(ExecSpec spec);

    /**
     * Executes a process in the running container and does not wait for its end. It ends with the container.
     *
     * @param spec sets what to execute
     * @return the process, which has begun
     * @throws InvalidSpecException if the specification is wrong, or names a user or group that the container does not know
     * @throws ContainerStateException if the container is not running
     * @throws LaunchException if the program cannot be executed
     */
    default ContainerProcess startExec(Consumer<ExecSpec.Builder> spec) {
        ExecSpec.Builder builder = ExecSpec.builder();
        requireNonNull(spec, "spec").accept(builder);
        return startExec(builder.build());
    }

    /**
     * Executes a process in the running container and does not wait for its end. It ends with the container.
     *
     * @param spec what to execute
     * @return the process, which has begun
     * @throws InvalidSpecException if it names a user or group that the container does not know
     * @throws ContainerStateException if the container is not running
     * @throws LaunchException if the program cannot be executed
     */
    ContainerProcess startExec(ExecSpec spec);
}
