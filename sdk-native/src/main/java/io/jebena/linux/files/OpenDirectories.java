// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.linux.fd.RootedPath;
import io.jebena.oci.layer.EntryName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Directories kept open, the least recently used closed first. */
final class OpenDirectories implements AutoCloseable {
    private final Map<EntryName, RootedPath> open = new LinkedHashMap<>(16, 0.75f, true);
    private final int most;

    OpenDirectories(int most) {
        this.most = most;
    }

    /** Valid until as many others were asked for as are kept. */
    RootedPath get(EntryName name, Supplier<RootedPath> opener) {
        RootedPath found = open.get(name);
        if (found != null) {
            return found;
        }
        RootedPath opened = opener.get();
        open.put(name, opened);
        Iterator<RootedPath> oldest = open.values().iterator();
        if (open.size() > most) {
            oldest.next().close();
            oldest.remove();
        }
        return opened;
    }

    @Override
    public void close() {
        open.values().forEach(RootedPath::close);
        open.clear();
    }
}
