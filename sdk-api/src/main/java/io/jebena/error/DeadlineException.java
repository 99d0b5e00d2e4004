// SPDX-License-Identifier: Apache-2.0
package io.jebena.error;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Something did not happen in the time allowed; it may still happen. */
public final class DeadlineException extends ContainerException {
    private static final long serialVersionUID = 1L;

    /** The time allowed. */
    private final Duration limit;

    /**
     * Creates the failure.
     *
     * @param operation what was waited for, such as {@code exit of container web}
     * @param limit the time allowed
     */
    public DeadlineException(String operation, Duration limit) {
        this(operation, limit, "");
    }

    /**
     * Creates the exception.
     *
     * @param operation what was waited for
     * @param limit how long
     * @param detail what else there is to say, empty for nothing
     */
    public DeadlineException(String operation, Duration limit, String detail) {
        super(operation + ": not within " + TimeUnit.MILLISECONDS.convert(limit) + " ms"
                + (detail.isEmpty() ? "" : ": " + detail));
        this.limit = limit;
    }

    /**
     * The time allowed.
     *
     * @return the duration that was given
     */
    public Duration limit() {
        return limit;
    }
}
