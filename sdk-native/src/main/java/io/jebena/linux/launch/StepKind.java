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
    PIVOT(5, "p", "pivot", "change the root to"),
    MKDIR(6, "puuu", "file", "make the directory"),
    FILE(7, "puuu", "file", "make the file"),
    MKNOD(8, "puuuuu", "device node", "make the node"),
    SYMLINK(9, "sp", "file", "make the link"),
    FS_MOUNT(10, "ssplu", "mount", "mount"),
    ATTACH(11, "tpqquu", "mount", "bind onto"),
    MASK(12, "p", "mask", "hide"),
    READONLY(13, "p", "mask", "make read-only"),
    ROOT_READONLY(14, "", "mount", "make the root read-only"),
    HOSTNAME(15, "s", "hostname", "set the host name"),
    DOMAINNAME(16, "s", "hostname", "set the domain name"),
    SYSCTL(17, "ss", "sysctl", "set"),
    RLIMIT(18, "uqq", "limit", "set the limit of resource"),
    UMASK(19, "u", "user", "set the umask"),
    SETSID(20, "u", "terminal", "start a session"),
    FD(21, "fu", "descriptor", "place a descriptor"),
    OPEN(22, "puu", "descriptor", "open"),
    CHDIR(23, "puuu", "working directory", "change to the directory"),
    GROUPS(24, "b", "user", "set the groups"),
    GID(25, "u", "user", "become the group"),
    UID(26, "uu", "user", "become the user"),
    BOUNDING(27, "q", "capability", "limit the capabilities"),
    CAPS(28, "qqqq", "capability", "set the capabilities"),
    NO_NEW_PRIVS(29, "", "capability", "refuse new privileges"),
    SECCOMP(30, "ub", "seccomp", "install the filter"),
    LOOPBACK_UP(31, "", "network", "bring the loopback up"),
    SETNS(32, "fu", "namespace join", "join a namespace"),
    UNSHARE(33, "u", "namespace", "make a namespace"),
    DUMPABLE(34, "u", "user", "open the process to its user"),
    SESSION_KEYRING(35, "s", "keyring", "join a session keyring"),
    EXEC(36, "lll", "exec", "execute");

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
