// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import io.jebena.error.HostRequirementException;
import org.jspecify.annotations.Nullable;

/** Whether the C library can be called from this JVM; the first thing that an engine makes sure of. */
public final class NativeAccess {
    private static final String REQUIREMENT = "native access for the jnr-ffi library";

    /** What the first try found: a class whose initialisation failed says nothing of use the second time. */
    private static volatile @Nullable Finding finding;

    private NativeAccess() {}

    private record Finding(String problem, String remedy) {}

    /**
     * Loads the binding.
     *
     * @throws HostRequirementException saying what is missing and how to get it
     */
    public static void require() {
        try {
            Native.libc();
        } catch (LinkageError e) {
            Finding found = finding;
            if (found == null) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                found = new Finding(REQUIREMENT + " (" + cause + ")", remedy(cause));
                finding = found;
            }
            HostRequirementException refusal = new HostRequirementException(found.problem(), found.remedy());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static String remedy(Throwable cause) {
        if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
            return "put sdk-native on the class path or module path together with its dependencies, as a build tool does";
        }
        return "start the JVM with --enable-native-access=ALL-UNNAMED where native access is denied by default, and make"
                + " sure that java.io.tmpdir is writable and not mounted noexec (or set -Djffi.extract.dir)";
    }
}
