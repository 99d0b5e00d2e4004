// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.InvalidSpecException;

/** Numbers for the trees that one launch takes along from the host. */
final class TreeSlots {
    /** What the launcher has room for. */
    private static final int MOST = 128;

    private int used;

    int next() {
        if (used == MOST) {
            throw new InvalidSpecException("mounts", "a container takes at most about " + MOST + " parts of the host");
        }
        return used++;
    }
}
