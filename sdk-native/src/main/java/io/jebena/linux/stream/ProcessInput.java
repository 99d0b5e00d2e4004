// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import java.io.OutputStream;

/** The way into a process's standard input. */
public abstract class ProcessInput extends OutputStream {
    /** For subclasses. */
    protected ProcessInput() {}

    /**
     * Tells whether there is something to give back still, without waiting for a write.
     *
     * @return false once {@link #processEnded} has done so
     */
    public abstract boolean isOpen();

    /** Gives the process the end of its input. */
    @Override
    public abstract void close();

    /** Nobody reads any more: gives back what this holds. May wait for a write that is under way. */
    public abstract void processEnded();
}
