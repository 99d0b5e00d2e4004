// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import org.jspecify.annotations.Nullable;

/**
 * A single file, as if it were all.
 *
 * @param file stays its owner's
 * @param form what is in it
 */
record OneFile(LogFile file, LogForm form) implements LogSource {
    @Override
    public @Nullable LogFile openAfter(@Nullable LogFile previous) {
        return previous == null ? file.duplicate() : null;
    }

    @Override
    public boolean hasAfter(LogFile other) {
        return false;
    }
}
