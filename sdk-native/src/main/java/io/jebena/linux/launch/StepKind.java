// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

/**
 * What a step of a plan does: the same numbers, names and argument letters as {@code STEPS} in the launcher's
 * {@code plan.h}, plus the words by which a failure is told.
 *
 * <p>Letters: u 32-bit number, q 64-bit number, f index of a descriptor, t tree slot, s text, p absolute path, b bytes,
 * l list of texts.
 */
enum StepKind {
    WRITE_FILE(1, "pb", "file", "write"),
    SYNC(2, "", "sync", "wait for the engine"),
    MOUNT(3, "spsqs", "mount", "mount"),
    OPEN_TREE(4, "tpu", "mount", "take the tree"),
    ROOT(5, "p", "pivot", "take the root"),
    PIVOT(6, "", "pivot", "change the root"),
    MKDIR(7, "puuu", "file", "make the directory"),
    FILE(8, "puuu", "file", "make the file"),
    MKNOD(9, "puuuuu", "device node", "make the node"),
    SYMLINK(10, "sp", "file", "make the link"),
    FS_MOUNT(11, "ssplu", "mount", "mount"),
    ATTACH(12, "tpqquu", "mount", "bind onto"),
    MASK(13, "p", "mask", "hide"),
    READONLY(14, "p", "mask", "make read-only"),
    ROOT_READONLY(15, "", "mount", "make the root read-only"),
    HOSTNAME(16, "s", "hostname", "set the host name"),
    DOMAINNAME(17, "s", "hostname", "set the domain name"),
    SYSCTL(18, "ss", "sysctl", "set"),
    RLIMIT(19, "uqq", "limit", "set the limit"),
    UMASK(20, "u", "user", "set the umask"),
    SETSID(21, "u", "terminal", "start a session"),
    FD(22, "fu", "descriptor", "place a descriptor"),
    OPEN(23, "puu", "descriptor", "open"),
    CHDIR(24, "puuu", "working directory", "change to the directory"),
    GROUPS(25, "b", "user", "set the groups"),
    GID(26, "u", "user", "become the group"),
    UID(27, "uu", "user", "become the user"),
    BOUNDING(28, "q", "capability", "limit the capabilities"),
    CAPS(29, "qqqq", "capability", "set the capabilities"),
    NO_NEW_PRIVS(30, "", "capability", "refuse new privileges"),
    SECCOMP(31, "ub", "seccomp", "install the filter"),
    LOOPBACK_UP(32, "", "network", "bring the loopback up"),
    SETNS(33, "fu", "namespace join", "join a namespace"),
    UNSHARE(34, "u", "namespace", "make a namespace"),
    DUMPABLE(35, "u", "user", "open the process to its user"),
    SESSION_KEYRING(36, "s", "keyring", "join a session keyring"),
    EXEC(37, "lll", "exec", "execute"),
    OVERLAY(38, "plpps", "mount", "mount overlay on"),
    LANDLOCK(39, "qlb", "landlock", "restrict the use of files"),
    LABEL(40, "ss", "security label", "take the label"),
    BORROW(41, "tfp", "mount", "take the other container's"),
    COVER(42, "fp", "mount", "put a mount over"),
    TERMINAL(50, "uuuu", "terminal", "open the terminal"),
    INIT(51, "", "exec", "put an init beside the program");

    private final int number;
    private final String letters;
    private final String stage;
    private final String verb;

    StepKind(int number, String letters, String stage, String verb) {
        this.number = number;
        this.letters = letters;
        this.stage = stage;
        this.verb = verb;
    }

    int number() {
        return number;
    }

    String letters() {
        return letters;
    }

    String stage() {
        return stage;
    }

    String verb() {
        return verb;
    }

    static int words(char letter) {
        return letter == 'u' || letter == 'f' || letter == 't' ? 1 : 2;
    }

    int words() {
        int words = 0;
        for (int i = 0; i < letters.length(); i++) {
            words += words(letters.charAt(i));
        }
        return words;
    }
}
