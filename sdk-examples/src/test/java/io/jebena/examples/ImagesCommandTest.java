// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.image.ImageReference;
import io.jebena.value.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesCommandTest {
    @ParameterizedTest
    @CsvSource({
        "-3, SECONDS, 0 minutes ago",
        "119, MINUTES, 119 minutes ago",
        "47, HOURS, 47 hours ago",
        "59, DAYS, 59 days ago",
        "61, DAYS, 2 months ago",
        "731, DAYS, 2 years ago"
    })
    void ago_anAge_isInItsLargestFittingUnit(long amount, ChronoUnit unit, String text) {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");

        assertThat(ImagesCommand.ago(now.minus(amount, unit), now)).isEqualTo(text);
    }

    @Test
    void repository_ofAName_isWithoutTagAndDigest() {
        Digest digest = Digest.sha256Of("x".getBytes(StandardCharsets.UTF_8));

        assertThat(ImagesCommand.repository(ImageReference.parse("alpine"))).isEqualTo("alpine");
        assertThat(ImagesCommand.repository(ImageReference.parse("example.org:5000/a/b:1@" + digest)))
                .isEqualTo("example.org:5000/a/b");
    }
}
