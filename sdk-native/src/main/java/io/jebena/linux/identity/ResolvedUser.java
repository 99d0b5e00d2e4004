// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.identity;

import java.util.List;

/**
 * Who a process runs as, in ids of the container.
 *
 * @param user user id
 * @param group primary group id
 * @param groups supplementary group ids, the primary one first, none twice
 * @param home the home directory, {@code /} if none is known
 */
public record ResolvedUser(long user, long group, List<Long> groups, String home) {}
