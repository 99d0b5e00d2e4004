// SPDX-License-Identifier: Apache-2.0
/** What every engine must do, as tests: an engine's own tests extend {@link io.jebena.contract.EngineContract}. */
@NullMarked
package io.jebena.contract;

import org.jspecify.annotations.NullMarked;
