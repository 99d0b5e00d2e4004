// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

/** The calling thread was interrupted while it waited. Its interrupt flag is set again when this is thrown. */
public final class OperationInterruptedException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure and sets the calling thread's interrupt flag again.
     *
     * @param operation what was being waited for
     * @param cause the interrupt
     */
    public OperationInterruptedException(String operation, InterruptedException cause) {
        super(operation + ": interrupted", cause);
        Thread.currentThread().interrupt();
    }
}
