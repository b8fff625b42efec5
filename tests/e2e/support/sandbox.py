#!/usr/bin/env python3
"""Runs a command as its unit would, but without systemd: system call filter, no privileges, another user.

    sandbox.py UNIT-FILE COMMAND [ARGUMENTS]

Uses SystemCallFilter=, SystemCallErrorNumber= and RestrictAddressFamilies= of the unit (systemd.exec(5)); namespaces
are left out. Needs root to change the user, and libseccomp, which systemd depends on.
"""

import ctypes
import errno
import os
import pathlib
import pwd
import re
import socket
import subprocess
import sys

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 38, 24
EQUAL = 4  # SCMP_CMP_EQ


class Compare(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def members(group: str) -> set[str]:
    """The system calls of a group such as @system-service, including nested groups."""
    if not group.startswith("@"):
        return {group}
    listing = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True, timeout=30).stdout
    words = [line.strip() for line in listing.splitlines()[1:]]
    return set().union(*(members(word) for word in words if word and not word.startswith("#")))


def allowed_calls(unit: str) -> set[str]:
    """The calls that SystemCallFilter= allows after applying its lines in order. systemd itself always allows the
    calls of @default."""
    calls = members("@default")
    for line in re.findall(r"(?m)^SystemCallFilter=(.*)$", unit):
        groups = set().union(*(members(word) for word in line.lstrip("~").split()))
        calls = calls - groups if line.startswith("~") else calls | groups
    return calls | members("@default")


def apply_filter(unit: str) -> None:
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(ERRNO | errno.EPERM)))
    families = re.search(r"(?m)^RestrictAddressFamilies=(.*)$", unit)[1].split()
    for name in sorted(allowed_calls(unit)):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0 or name == "socket":
            continue  # a call of another architecture
        library.seccomp_rule_add(context, ctypes.c_uint32(ALLOW), number, 0)
    for family in families:
        equal = (Compare * 1)(Compare(0, EQUAL, getattr(socket, family), 0))
        number = library.seccomp_syscall_resolve_name(b"socket")
        library.seccomp_rule_add_array(context, ctypes.c_uint32(ALLOW), number, 1, equal)
    if library.seccomp_load(context) != 0:
        raise OSError("the filter could not be loaded")


def main() -> None:
    unit = pathlib.Path(sys.argv[1]).read_text()
    libc = ctypes.CDLL(None, use_errno=True)
    nobody = pwd.getpwnam("nobody")
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups([])
    os.setresgid(*[nobody.pw_gid] * 3)
    os.setresuid(*[nobody.pw_uid] * 3)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.umask(0o077)
    apply_filter(unit)
    os.execv(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
