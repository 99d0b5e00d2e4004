// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import org.junit.jupiter.api.Assumptions;

/** What tests need of the host that runs them. */
public final class Host {
    private Host() {}

    /** Skips the test with a printed reason if the host lacks something. */
    public static void need(boolean there, String missing) {
        if (!there) {
            System.out.println("skipped: " + missing);
        }
        Assumptions.assumeTrue(there, missing);
    }
}
