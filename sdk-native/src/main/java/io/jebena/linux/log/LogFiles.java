// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.error.ContainerException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of one log: the current one under the log's name, and rotated ones, the name with a number that grows, so that
 * none ever changes its name again. A rotated one may be compressed ({@code .gz}).
 *
 * @param directory host path
 * @param name of the current file
 * @param form what is in them
 */
record LogFiles(Path directory, String name, LogForm form) {
    static final String COMPRESSED = ".gz";

    private static final Pattern ROTATED = Pattern.compile("\\.(\\d{1,18})(\\.gz)?");

    static LogFiles of(Path directory, String id, LogForm form) {
        return new LogFiles(directory, id + form.suffix(), form);
    }

    Path current() {
        return directory.resolve(name);
    }

    Path rotated(long number) {
        return directory.resolve(name + "." + number);
    }

    Path compressed(long number) {
        return directory.resolve(name + "." + number + COMPRESSED);
    }

    /** The numbers of the rotated files; none if the directory is gone. */
    TreeSet<Long> numbers() {
        TreeSet<Long> numbers = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String file = entry.getFileName().toString();
                if (file.startsWith(name)) {
                    Matcher rotated = ROTATED.matcher(file.substring(name.length()));
                    if (rotated.matches()) {
                        numbers.add(Long.parseLong(rotated.group(1)));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return new TreeSet<>();
        } catch (IOException | DirectoryIteratorException e) {
            throw new ContainerException("cannot list the log's files in " + directory, e);
        }
        return numbers;
    }

    /**
     * Opens the file that follows another.
     *
     * @param previous the other, or null for the first of all
     * @return the file, or null if there is none yet
     */
    @Nullable
    LogFile openAfter(@Nullable LogFile previous) {
        while (true) {
            TreeSet<Long> numbers = numbers();
            Long next = next(numbers, previous);
            if (next != null) {
                LogFile rotated = openRotated(next);
                if (rotated != null) {
                    return rotated;
                }
                continue; // deleted just now
            }
            Fd fd = open(current());
            if (fd == null) {
                return null;
            }
            long known = Math.max(previous == null ? 0 : previous.number(), numbers.isEmpty() ? 0 : numbers.last());
            LogFile current = new LogFile(known + 1, fd, false);
            if (previous != null && previous.inode() == current.inode()) {
                current.close();
                return null;
            }
            if (numbers().equals(numbers)) {
                return current;
            }
            current.close(); // rotated just now
        }
    }

    private @Nullable Long next(TreeSet<Long> numbers, @Nullable LogFile previous) {
        if (previous == null) {
            return numbers.isEmpty() ? null : numbers.first();
        }
        Long next = numbers.higher(previous.number());
        // where rotated files are not kept, the other may have got a higher number than was expected of it
        while (next != null && isAt(rotated(next), previous.inode())) {
            next = numbers.higher(next);
        }
        return next;
    }

    boolean isCurrent(long inode) {
        return isAt(current(), inode);
    }

    private static boolean isAt(Path file, long inode) {
        try (Fd fd = open(file)) {
            return fd != null && fd.status().inode() == inode;
        }
    }

    private @Nullable LogFile openRotated(long number) {
        Fd plain = open(rotated(number));
        if (plain != null) {
            return new LogFile(number, plain, false);
        }
        Fd packed = open(compressed(number));
        return packed == null ? null : new LogFile(number, packed, true);
    }

    /** Null if there is no such file. */
    static @Nullable Fd open(Path file) {
        try {
            return Fd.open(file.toString(), TreeCalls.O_RDONLY | TreeCalls.O_NOFOLLOW, 0);
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT)) {
                return null;
            }
            throw e;
        }
    }

    void delete(long number) {
        try {
            Files.deleteIfExists(rotated(number));
            Files.deleteIfExists(compressed(number));
        } catch (IOException e) {
            throw new ContainerException("cannot delete " + rotated(number), e);
        }
    }
}
