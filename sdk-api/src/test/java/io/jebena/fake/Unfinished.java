// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.AttachOptions;
import io.jebena.container.Attachment;
import io.jebena.container.Container;
import io.jebena.container.Stats;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import io.jebena.value.Subscription;
import io.jebena.value.TerminalSize;
import java.time.Duration;
import java.util.function.Consumer;

/** What is not there yet. */
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
    public LogReader logs(LogQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Attachment attach(AttachOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resize(TerminalSize size) {
        throw new UnsupportedOperationException();
    }
}
