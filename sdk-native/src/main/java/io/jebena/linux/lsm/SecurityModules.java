// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.lsm;

import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.SyscallException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which security modules with labels run on a host.
 *
 * @param appArmor whether AppArmor does
 * @param appArmorAttribute the file that takes its profiles, below {@code /proc/self/attr}
 * @param seLinuxLabel this process's own label where SELinux does
 */
public record SecurityModules(boolean appArmor, String appArmorAttribute, Optional<String> seLinuxLabel) {
    /**
     * Looks at this host.
     *
     * @return what it has
     */
    public static SecurityModules ofHost() {
        boolean appArmor = text(Path.of("/sys/module/apparmor/parameters/enabled"))
                .filter(t -> t.equals("Y"))
                .isPresent();
        // the directory is there since Linux 5.8, when several modules may have labels at once
        boolean apart = Files.exists(Path.of("/proc/self/attr/apparmor/exec"));
        Optional<String> label = Files.exists(Path.of("/sys/fs/selinux/enforce"))
                ? text(Path.of("/proc/self/attr/current"))
                : Optional.empty();
        return new SecurityModules(appArmor, apart ? "apparmor/exec" : "exec", label);
    }

    private static Optional<String> text(Path file) {
        try {
            String text = KernelFile.read(file).replace('\0', ' ').strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (SyscallException e) {
            return Optional.empty(); // the module is not there
        }
    }
}
