// SPDX-License-Identifier: Apache-2.0
/**
 * What first processes wrote, kept on disk: the files and their rotation, writing and reading them, also from another JVM.
 * Stands on {@code linux.stream}, whose pumps bring the bytes.
 */
@NullMarked
package io.jebena.linux.log;

import org.jspecify.annotations.NullMarked;
