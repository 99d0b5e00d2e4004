// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import java.nio.file.Path;
import java.util.List;

/**
 * The directories that an overlay joins.
 *
 * @param changes takes the changes; need not exist before the first start
 * @param lowers what lies below, the topmost first
 */
public record RootLayers(Path changes, List<Path> lowers) {}
