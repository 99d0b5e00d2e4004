// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import org.jspecify.annotations.Nullable;

/** The files of a log, one after another, wherever they are by now. */
interface LogSource {
    LogForm form();

    /**
     * Opens the file that follows another.
     *
     * @param previous the other, or null for the first of all
     * @return the file, or null if there is none yet
     */
    @Nullable
    LogFile openAfter(@Nullable LogFile previous);

    /** Whether a file may follow this one: then nothing more comes into this one. */
    boolean hasAfter(LogFile file);
}
