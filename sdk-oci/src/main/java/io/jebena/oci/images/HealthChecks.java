// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.oci.spec.ContainerDefaults;
import io.jebena.value.HealthCheck;
import java.time.Duration;
import java.util.Optional;

/** The health check of an image's configuration as a value. */
final class HealthChecks {
    private HealthChecks() {}

    /** Zero stands for "not said". A test of no known form is as good as none: an image is not refused for it. */
    static Optional<HealthCheck> of(ContainerDefaults.HealthCheck check) {
        try {
            HealthCheck.Builder builder =
                    HealthCheck.builder().test(check.test()).retries(check.retries());
            ContainerDefaults.Timing timing = check.timing();
            set(timing.interval(), builder::interval);
            set(timing.timeout(), builder::timeout);
            set(timing.startPeriod(), builder::startPeriod);
            set(timing.startInterval(), builder::startInterval);
            return Optional.of(builder.build());
        } catch (IllegalArgumentException e) {
            System.getLogger(HealthChecks.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "image with a health check that is left out: {0}",
                            e.getMessage());
            return Optional.empty();
        }
    }

    private static void set(Duration duration, java.util.function.Consumer<Duration> setter) {
        if (!duration.isZero()) {
            setter.accept(duration);
        }
    }
}
