// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

/** How large things get. */
final class FrameLimits {
    /** Longest line that is one frame, as with Docker; a longer one is several. */
    static final int LINE = 16 * 1024;

    /** Longest form of a frame in a file: each byte escaped, and in base64 beside it. */
    static final int ENCODED = 8 * LINE;

    private FrameLimits() {}
}
