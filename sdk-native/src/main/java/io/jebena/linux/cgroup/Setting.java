// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import org.jspecify.annotations.Nullable;

/**
 * One value for one file of a group.
 *
 * @param controller whose file it is
 * @param file its name
 * @param value what to write
 * @param reset what takes the limit away; empty for what the group above has
 * @param demanded false where a kernel that lacks the file will do, since nobody asked for it by name
 * @param otherwise what stands for it on a kernel that lacks the file, or null
 */
record Setting(
        Controller controller, String file, String value, String reset, boolean demanded, @Nullable Setting otherwise) {
    static Setting of(Controller controller, String file, Object value, Object reset) {
        return new Setting(controller, file, value.toString(), reset.toString(), true, null);
    }

    /** The same for a kernel that may lack the file. */
    Setting ifThere() {
        return new Setting(controller, file, value, reset, false, otherwise);
    }

    /** The same with something that stands for it. */
    Setting or(Setting other) {
        return new Setting(controller, file, value, reset, demanded, other);
    }

    Setting undone() {
        Setting other = otherwise == null ? null : otherwise.undone();
        return new Setting(controller, file, reset, reset, demanded, other);
    }

    /** What it sets: the file, and the device where the file has a line for each. */
    String subject() {
        int space = value.indexOf(' ');
        return space > 0 && value.indexOf(':') > 0 ? file + " " + value.substring(0, space) : file;
    }
}
