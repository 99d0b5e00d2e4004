// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

/** The kernel's call numbers on this machine's architecture (asm/unistd_64.h, asm-generic/unistd.h). */
final class Nr {
    private static final boolean X86 = Arch.current() == Arch.X86_64;

    static final long BPF = X86 ? 321 : 280;
    static final long CLOSE = X86 ? 3 : 57;
    static final long CLOSE_RANGE = 436;
    static final long CONNECT = X86 ? 42 : 203;
    static final long COPY_FILE_RANGE = X86 ? 326 : 285;
    static final long DUP3 = X86 ? 292 : 24;
    static final long EPOLL_CREATE1 = X86 ? 291 : 20;
    static final long EPOLL_CTL = X86 ? 233 : 21;
    static final long EPOLL_PWAIT = X86 ? 281 : 22;
    static final long EVENTFD2 = X86 ? 290 : 19;
    static final long FALLOCATE = X86 ? 285 : 47;
    static final long FCHMOD = X86 ? 91 : 52;
    static final long FCHMODAT = X86 ? 268 : 53;
    static final long FCHOWNAT = X86 ? 260 : 54;
    static final long FCNTL = X86 ? 72 : 25;
    static final long FDATASYNC = X86 ? 75 : 83;
    static final long FGETXATTR = X86 ? 193 : 10;
    static final long FLISTXATTR = X86 ? 196 : 13;
    static final long FLOCK = X86 ? 73 : 32;
    static final long FSCONFIG = 431;
    static final long FSETXATTR = X86 ? 190 : 7;
    static final long FSMOUNT = 432;
    static final long FSOPEN = 430;
    static final long FSTATFS = X86 ? 138 : 44;
    static final long FSYNC = X86 ? 74 : 82;
    static final long FTRUNCATE = X86 ? 77 : 46;
    static final long GETDENTS64 = X86 ? 217 : 61;
    static final long GETEUID = X86 ? 107 : 175;
    static final long GETGID = X86 ? 104 : 176;
    static final long GETPID = X86 ? 39 : 172;
    static final long GETUID = X86 ? 102 : 174;
    static final long IOCTL = X86 ? 16 : 29;
    static final long KILL = X86 ? 62 : 129;
    static final long LANDLOCK_CREATE_RULESET = 444;
    static final long LGETXATTR = X86 ? 192 : 9;
    static final long LINKAT = X86 ? 265 : 37;
    static final long LLISTXATTR = X86 ? 195 : 12;
    static final long LSEEK = X86 ? 8 : 62;
    static final long LSETXATTR = X86 ? 189 : 6;
    static final long MEMFD_CREATE = X86 ? 319 : 279;
    static final long MKDIRAT = X86 ? 258 : 34;
    static final long MKNODAT = X86 ? 259 : 33;
    static final long MOUNT = X86 ? 165 : 40;
    static final long MOUNT_SETATTR = 442;
    static final long MOVE_MOUNT = 429;
    static final long OPEN_TREE = 428;
    static final long OPENAT = X86 ? 257 : 56;
    static final long OPENAT2 = 437;
    static final long PIDFD_OPEN = 434;
    static final long PIDFD_SEND_SIGNAL = 424;
    static final long PIPE2 = X86 ? 293 : 59;
    static final long PPOLL = X86 ? 271 : 73;
    static final long PRCTL = X86 ? 157 : 167;
    static final long PREAD64 = X86 ? 17 : 67;
    static final long PRLIMIT64 = X86 ? 302 : 261;
    static final long PWRITE64 = X86 ? 18 : 68;
    static final long READ = X86 ? 0 : 63;
    static final long READLINKAT = X86 ? 267 : 78;
    static final long RECVMSG = X86 ? 47 : 212;
    static final long RENAMEAT2 = X86 ? 316 : 276;
    static final long SENDMSG = X86 ? 46 : 211;
    static final long SETNS = X86 ? 308 : 268;
    static final long SHUTDOWN = X86 ? 48 : 210;
    static final long SOCKET = X86 ? 41 : 198;
    static final long SOCKETPAIR = X86 ? 53 : 199;
    static final long SPLICE = X86 ? 275 : 76;
    static final long STATX = X86 ? 332 : 291;
    static final long SYMLINKAT = X86 ? 266 : 36;
    static final long SYNCFS = X86 ? 306 : 267;
    static final long UMOUNT2 = X86 ? 166 : 39;
    static final long UNLINKAT = X86 ? 263 : 35;
    static final long UNSHARE = X86 ? 272 : 97;
    static final long UTIMENSAT = X86 ? 280 : 88;
    static final long WAIT4 = X86 ? 61 : 260;
    static final long WRITE = X86 ? 1 : 64;

    private Nr() {}
}
