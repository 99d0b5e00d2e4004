// SPDX-License-Identifier: Apache-2.0
/** Four classic reasons to run programs in containers, each as a small program. */
@NullMarked
package io.jebena.examples.scenario;

import org.jspecify.annotations.NullMarked;
