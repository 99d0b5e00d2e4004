// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first two numbers of a kernel's release, {@code 6.18} of {@code 6.18.44-amd64}. Features are asked of the kernel
 * itself; this is for profiles that name a release.
 *
 * @param major the first number
 * @param minor the second number
 */
public record KernelRelease(int major, int minor) implements Comparable<KernelRelease> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})([^0-9].*)?", Pattern.DOTALL);

    /**
     * Reads the running kernel's release.
     *
     * @param file {@code /proc/sys/kernel/osrelease}
     * @return the release
     * @throws io.jebena.error.HostRequirementException if it cannot be read or is malformed
     */
    public static KernelRelease read(Path file) {
        String text = ProcText.read(file);
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw ProcText.malformed(file.toString(), text);
        }
    }

    /**
     * Parses a release.
     *
     * @param text such as {@code 4.8} or {@code 6.18.44-amd64}
     * @return the release
     * @throws IllegalArgumentException if the text does not begin with two numbers
     */
    public static KernelRelease parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a kernel release: \"" + text.strip() + "\"");
        }
        return new KernelRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public int compareTo(KernelRelease other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
