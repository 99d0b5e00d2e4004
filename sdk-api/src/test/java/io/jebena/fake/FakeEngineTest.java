// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.contract.EngineContract;
import io.jebena.engine.ContainerEngine;

/** The contract itself, held by the simplest engine there can be. */
class FakeEngineTest extends EngineContract {
    @Override
    protected ContainerEngine openEngine() {
        return new FakeEngine();
    }
}
