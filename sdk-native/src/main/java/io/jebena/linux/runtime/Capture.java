// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.linux.stream.OutputSink;
import java.io.InputStream;

/** Where captured output of a process is kept. Streams are 1 and 2, as the kernel counts them. */
interface Capture {
    /** A process is about to write. */
    void begin(boolean stdout, boolean stderr);

    /** Where a stream goes. */
    OutputSink sink(int stream);

    /** A stream from its beginning; waits for more until its end. */
    InputStream reader(int stream);

    /** What there is of a stream so far, at most its last bytes. */
    byte[] tail(int stream, int most);

    /** Nobody can ask for it any more. */
    void forget();
}
