// SPDX-License-Identifier: Apache-2.0
/** JSON read with limits and written the same way each time: the ground of this module, and the only place that knows Jackson. */
@NullMarked
package io.jebena.oci.json;

import org.jspecify.annotations.NullMarked;
