// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.container.ContainerStreams;
import io.jebena.container.ExitStatus;
import io.jebena.container.ProcessResult;

/** What goes into a container and comes out of it, over all its runs. */
interface ContainerOutput extends ContainerStreams {
    /** The streams of the next run, open for a launch. Needs the lock of transitions. */
    StandardStreams next();

    /** The launch failed and has closed them. */
    void launchFailed();

    /** What the last run was, which has ended. */
    ProcessResult result(ExitStatus status);

    /** The container is removed: what was captured goes. */
    void removed();
}
