// SPDX-License-Identifier: Apache-2.0
/**
 * Parsers for the kernel's text files, from text or from a path; they know nothing of this project but its errors, and
 * every other package of the engine may use them.
 */
@NullMarked
package io.jebena.linux.proc;

import org.jspecify.annotations.NullMarked;
