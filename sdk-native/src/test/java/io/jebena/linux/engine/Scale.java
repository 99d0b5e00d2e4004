// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

/** How much slower than an ordinary machine this one is: an emulated guest says so by a system property. */
final class Scale {
    static final int FACTOR = Integer.getInteger("jebena.test.timeoutScale", 1);

    private Scale() {}
}
