// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a container's root is made of.
 *
 * @param changes the directory that takes the changes; need not exist
 * @param lowers what lies below, the topmost first
 * @param mountPoints paths in the root that were made to be mounted on, without a slash at the beginning
 */
public record Layers(Path changes, List<Path> lowers, Set<String> mountPoints) {}
