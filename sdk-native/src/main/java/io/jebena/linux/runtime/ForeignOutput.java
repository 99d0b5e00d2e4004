// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;
import io.jebena.error.ContainerStateException;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;

/** The streams of a container that another JVM runs. */
final class ForeignOutput implements ContainerOutput {
    private final Subject subject;

    ForeignOutput(Subject subject) {
        this.subject = subject;
    }

    private ContainerStateException elsewhere(String operation) {
        return new ContainerStateException(
                operation, subject.record().name(), "of this engine", "of another Java process");
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
        throw elsewhere("read the output of");
    }

    @Override
    public void removed() {
        // what it wrote goes with its directory
    }

    @Override
    public OutputStream stdin() {
        throw elsewhere("write to");
    }

    @Override
    public InputStream stdout() {
        throw elsewhere("read the output of");
    }

    @Override
    public InputStream stderr() {
        throw elsewhere("read the output of");
    }

    @Override
    public String stdoutText() {
        throw elsewhere("read the output of");
    }

    @Override
    public String stderrText() {
        throw elsewhere("read the output of");
    }

    @Override
    public LogReader logs(LogQuery query) {
        throw elsewhere("read the output of");
    }

    @Override
    public Attachment attach(AttachOptions options) {
        throw elsewhere("attach to");
    }

    @Override
    public void resize(TerminalSize size) {
        throw elsewhere("resize the terminal of");
    }
}
