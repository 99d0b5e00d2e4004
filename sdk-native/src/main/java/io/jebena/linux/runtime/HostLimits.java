// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.InvalidSpecException;
import io.jebena.value.Resources;
import java.util.Locale;

/** What only the host can say about a specification's limits. */
final class HostLimits {
    private HostLimits() {}

    static void check(Resources resources) {
        int cpus = Runtime.getRuntime().availableProcessors();
        resources.cpus().ifPresent(asked -> {
            if (asked > cpus) {
                throw new InvalidSpecException(
                        "cpus",
                        String.format(
                                Locale.ROOT,
                                "range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available",
                                cpus,
                                cpus));
            }
        });
    }
}
