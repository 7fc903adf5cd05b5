"""The filter of system calls, built as data on the trusted side: everything is allowed but what is listed here."""

from __future__ import annotations

import platform
import signal
import struct
from collections.abc import Iterator

from worker.sandbox.errors import SandboxFault

_EPERM, _ENOSYS, _EOPNOTSUPP = 1, 38, 95
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_X32_BIT = 0x40000000
_NEW_NAMESPACES = 0x7E020080  # the CLONE_NEW* flags
_CLONE_PARENT = 0x8000
_SIGNAL_OF_END = 0xFF  # the bits of clone's flags that say by which signal the parent hears of the end
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

# Numbers of x86-64 and of ARM 64. One that a kernel does not know fails there by itself.
# Why each is refused, and what stays allowed: docs/decisions/0006-system-calls.md.
_DENIED: dict[str, tuple[int | None, int | None]] = {
    # the file tree, names and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "mount_setattr": (442, 442),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "unshare": (272, 97),
    "setns": (308, 268),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "fanotify_init": (300, 262),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # parts of the kernel with a long history of holes
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "seccomp": (317, 277),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "splice": (275, 76),
    "tee": (276, 77),
    "vmsplice": (278, 75),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "personality": (135, 92),
    # the machine
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    # memory that belongs to no process and no tmpfs: nobody could count it
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    # ways to receive a signal of one's choice: see _BY_ARGUMENT
    "mq_open": (240, 180),
    "mq_notify": (244, 184),
    "timer_create": (222, 107),
}
_MISSING = {"clone3": (435, 435)}  # its flags lie in memory, where a filter cannot look; libc then uses clone

# The C library then writes instead, so that whoever reserves too much is seen to have filled its folders.
_UNSUPPORTED = {"fallocate": (285, 47)}

# A process that dies by SIGKILL is taken for one that was killed from outside, which no student pays. So none of
# these may end a process that way: the call is refused when the argument of that index has that value.
_BY_ARGUMENT: dict[str, tuple[tuple[int, int], int, int]] = {
    "kill": ((62, 129), 1, signal.SIGKILL),
    "tkill": ((200, 130), 1, signal.SIGKILL),
    "tgkill": ((234, 131), 2, signal.SIGKILL),
    "rt_sigqueueinfo": ((129, 138), 1, signal.SIGKILL),
    "rt_tgsigqueueinfo": ((297, 240), 2, signal.SIGKILL),
    "pidfd_send_signal": ((424, 424), 1, signal.SIGKILL),
    "setrlimit": ((160, 164), 0, 0),  # RLIMIT_CPU ends in SIGKILL
    "fcntl": ((72, 25), 1, 10),  # F_SETSIG
    "ioctl": ((16, 29), 1, 0x5412),  # TIOCSTI: typing into the terminal of another
    "prctl": ((157, 167), 0, 22),  # PR_SET_SECCOMP
}
_FAMILIES = (1, 2, 10)  # local, IPv4, IPv6: the others are no part of the empty network, or of no use
_BY_FAMILY = {"socket": (41, 198), "socketpair": (53, 199)}
_PRLIMIT64 = (302, 261)
_CLONE = (56, 220)

_Instruction = tuple[int, int, int, int]


def program() -> bytes:
    """The filter for this machine. Raises SandboxFault where we do not know the numbers."""
    try:
        architecture, column = _MACHINES[platform.machine()]
    except KeyError:
        raise SandboxFault(
            f"There is no system call filter for {platform.machine()} yet. Use an x86-64 or ARM 64 machine, "
            "or start with ALLCLOSE_SANDBOX_WITHOUT=seccomp."
        ) from None
    return b"".join(struct.pack("HBBI", *instruction) for instruction in _filter(architecture, column))


def _filter(architecture: int, column: int) -> Iterator[_Instruction]:
    yield (_LOAD, 0, 0, _ARCHITECTURE)
    yield (_EQUAL, 1, 0, architecture)
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _NUMBER)
    yield (_AT_LEAST, 0, 1, _X32_BIT)
    yield (_RETURN, 0, 0, _ERRNO | _EPERM)
    yield from _ordinary_clone(_CLONE[column])
    yield from _unless_reading(_PRLIMIT64[column])
    for numbers, argument, value in _BY_ARGUMENT.values():
        yield from _when(numbers[column], argument, _EQUAL, value)
    for numbers in _BY_FAMILY.values():
        yield from _only(numbers[column], 0, _FAMILIES)
    for wanted, error in ((_DENIED, _EPERM), (_MISSING, _ENOSYS), (_UNSUPPORTED, _EOPNOTSUPP)):
        for pair in wanted.values():
            if pair[column] is not None:
                yield (_EQUAL, 0, 1, pair[column] or 0)
                yield (_RETURN, 0, 0, _ERRNO | error)
    yield (_RETURN, 0, 0, _ALLOW)


def _when(number: int, argument: int, test: int, value: int) -> list[_Instruction]:
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _ARGUMENTS + 8 * argument),
        (test, 0, 1, value),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _only(number: int, argument: int, values: tuple[int, ...]) -> list[_Instruction]:
    count = len(values)
    return [
        (_EQUAL, 0, count + 3, number),
        (_LOAD, 0, 0, _ARGUMENTS + 8 * argument),
        *((_EQUAL, count - place, 0, value) for place, value in enumerate(values)),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _ordinary_clone(number: int) -> list[_Instruction]:
    """No namespaces, no siblings, which our host would have to bury, and no end that the parent hears of by SIGKILL."""
    return [
        (_EQUAL, 0, 7, number),
        (_LOAD, 0, 0, _ARGUMENTS),
        (_ANY_BIT, 4, 0, _NEW_NAMESPACES | _CLONE_PARENT),
        (_AND, 0, 0, _SIGNAL_OF_END),
        (_EQUAL, 1, 0, 0),  # of a thread
        (_EQUAL, 0, 1, signal.SIGCHLD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]


def _unless_reading(number: int) -> list[_Instruction]:
    """prlimit64 of RLIMIT_CPU with a new limit is refused; it is also how the C library reads limits."""
    return [
        (_EQUAL, 0, 8, number),
        (_LOAD, 0, 0, _ARGUMENTS + 8),
        (_EQUAL, 0, 5, 0),
        # An address has two halves, and one that is not null may have none in its lower one.
        (_LOAD, 0, 0, _ARGUMENTS + 16),
        (_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _ARGUMENTS + 20),
        (_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
