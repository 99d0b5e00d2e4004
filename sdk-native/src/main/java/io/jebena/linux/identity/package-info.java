// SPDX-License-Identifier: Apache-2.0
/**
 * Who a container's processes are: capability sets, users and groups as the image's own files name them, and the maps of
 * a user namespace. Values and parsers only; a peer of the other packages that know one kernel subsystem each.
 */
@NullMarked
package io.jebena.linux.identity;

import org.jspecify.annotations.NullMarked;
