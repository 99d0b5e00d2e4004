// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.ready;

import io.jebena.container.Health;

/** The health check has found that the container does not work. */
public final class UnhealthyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnhealthyException(Health health) {
        super(
                health.log().isEmpty()
                        ? "no probe has been made"
                        : "the last probe ended with "
                                + health.log().get(health.log().size() - 1).exitCode() + ": "
                                + health.log()
                                        .get(health.log().size() - 1)
                                        .output()
                                        .strip());
    }
}
