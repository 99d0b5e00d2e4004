// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartPolicyTest {
    @ParameterizedTest
    @ValueSource(strings = {"no", "always", "unless-stopped", "on-failure", "on-failure:3"})
    void parse_whatDockerWrites_isReadAndWrittenBack(String text) {
        assertThat(RestartPolicy.parse(text)).hasToString(text);
    }

    @Test
    void parse_onFailureWithCount_hasIt() {
        RestartPolicy policy = RestartPolicy.parse("on-failure:3");

        assertThat(policy.kind()).isEqualTo(RestartPolicy.Kind.ON_FAILURE);
        assertThat(policy.maxRetries()).isEqualTo(3);
        assertThat(policy).isEqualTo(RestartPolicy.onFailure(3)).isNotEqualTo(RestartPolicy.onFailure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "on-failure:", "on-failure:x", "on-failure:-1", "always:2"})
    void parse_anythingElse_isRefusedByName(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RestartPolicy.parse(text));
    }
}
