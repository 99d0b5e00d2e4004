// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

/** Something that keeps being told until it is closed. Thread-safe; closing it twice does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Ends it. A call that is under way finishes; none follows. */
    @Override
    void close();
}
