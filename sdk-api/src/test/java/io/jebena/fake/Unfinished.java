// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.Container;
import io.jebena.container.Output;
import io.jebena.container.Stats;
import io.jebena.error.ContainerStateException;
import io.jebena.value.Subscription;
import io.jebena.value.TerminalSize;
import java.time.Duration;
import java.util.function.Consumer;

/** What the fake does not have. */
abstract class Unfinished implements Container {
    @Override
    public Stats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription stats(Duration interval, Consumer<Stats> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resize(TerminalSize size) {
        throw new UnsupportedOperationException();
    }

    /** Whether what it writes comes to the engine at all. */
    final void requireCapture(String operation) {
        if (spec().stdout().kind() != Output.Kind.CAPTURE && spec().stderr().kind() != Output.Kind.CAPTURE) {
            throw new ContainerStateException(operation, name(), "made with Output.capture()", "made without it");
        }
    }
}
