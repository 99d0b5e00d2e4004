// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.linux.fd.RootedPath;

/**
 * A container's root for as long as somebody works on it.
 *
 * @param root the root
 * @param owners what its owners are to the container's processes
 * @param release gives back what the view rests on, after the root is closed
 */
public record RootView(RootedPath root, Owners owners, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
        try {
            root.close();
        } finally {
            release.run();
        }
    }
}
