// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.linux.log.ForeignLog;
import io.jebena.linux.log.ReadableLog;
import io.jebena.linux.store.ContainerRecord;
import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.value.TerminalSize;
import java.io.OutputStream;
import java.util.List;

/** The streams of a container that another JVM runs: what it wrote is read from its log. */
final class ForeignOutput extends KeptOutput {
    private final Outputs outputs;
    private final ForeignLog log;

    /**
     * The streams of a container.
     *
     * @param container the container
     * @param record what is known of it
     * @param outputs makes logs
     */
    ForeignOutput(ContainerHandle container, ContainerRecord record, Outputs outputs) {
        super(container);
        this.outputs = outputs;
        this.log = outputs.foreignLog(container, record);
    }

    private ContainerStateException elsewhere(String operation) {
        return new ContainerStateException(
                operation, subject().record().name(), "of this engine", "of another Java process");
    }

    @Override
    ReadableLog log() {
        return log;
    }

    @Override
    boolean isGone() {
        return subject().state() == ContainerState.REMOVED;
    }

    @Override
    public StandardStreams next() {
        throw elsewhere("start");
    }

    @Override
    public void launchFailed() {
        throw elsewhere("start");
    }

    @Override
    public ProcessResult result(ExitStatus status) {
        List<String> command = subject().record().spec().command();
        return ProcessResult.of(command, status, bytes(LogFrame.Stream.STDOUT), bytes(LogFrame.Stream.STDERR));
    }

    @Override
    public void removed() {
        log.close();
    }

    @Override
    public OutputStream stdin() {
        throw elsewhere("write to");
    }

    @Override
    public Attachment attach(AttachOptions options) {
        requireCapture("attach to");
        ContainerState state = subject().state();
        if (!state.alive() || state == ContainerState.PAUSED) {
            throw subject().wrongState("attach to", "running");
        }
        if (subject().record().spec().log().driver() == LogOptions.Driver.NONE) {
            throw elsewhere("attach, without a log, to");
        }
        StreamAttachment attachment =
                new StreamAttachment(options, subject().record(), log.attach(options.replay()), null, outputs.events());
        outputs.surroundings().executor().execute(attachment::copy);
        outputs.events().emit(subject().record(), "attach");
        return attachment;
    }

    @Override
    public void resize(TerminalSize size) {
        throw elsewhere("resize the terminal of");
    }
}
