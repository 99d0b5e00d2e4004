// SPDX-License-Identifier: Apache-2.0
/** What every module's architecture test is made of: the ladder of packages, and the bans that hold everywhere. */
@NullMarked
package io.jebena.architecture;

import org.jspecify.annotations.NullMarked;
