# SPDX-License-Identifier: Apache-2.0
# Compiles a profile with libseccomp and writes the filter to standard output.
# Input: lines of tab-separated fields: "default ACTION ERRNO", "arch NAME", "rule NAME ACTION ERRNO [INDEX OP VALUE SECOND]..."
import sys
import seccomp

OPS = {"EQ": seccomp.EQ, "NE": seccomp.NE, "LT": seccomp.LT, "LE": seccomp.LE, "GE": seccomp.GE, "GT": seccomp.GT,
       "MASKED_EQ": seccomp.MASKED_EQ}


def action(name, errno):
    return {"SCMP_ACT_ALLOW": seccomp.ALLOW, "SCMP_ACT_ERRNO": seccomp.ERRNO(int(errno))}[name]


def condition(index, op, value, second):
    if op == "MASKED_EQ":
        return seccomp.Arg(int(index), OPS[op], int(value), int(second))
    return seccomp.Arg(int(index), OPS[op], int(value))


compiled = None
for line in sys.stdin:
    kind, *fields = line.rstrip("\n").split("\t")
    if kind == "default":
        compiled = seccomp.SyscallFilter(action(*fields))
        compiled.remove_arch(seccomp.Arch())
    elif kind == "arch":
        compiled.add_arch(getattr(seccomp.Arch, fields[0]))
    else:
        conditions = [condition(*fields[at:at + 4]) for at in range(3, len(fields), 4)]
        try:
            compiled.add_rule(action(fields[1], fields[2]), fields[0], *conditions)
        except (OSError, RuntimeError, ValueError) as e:
            print("skipped", fields[0], e, file=sys.stderr)
compiled.export_bpf(sys.stdout)
