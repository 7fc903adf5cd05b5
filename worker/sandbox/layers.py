"""The names of the walls around student code, as the operator and the doctor use them."""

from __future__ import annotations

from worker.sandbox.errors import SandboxFault

# Put on once, when the host starts.
OF_THE_HOST = frozenset({"user_namespace", "mounts", "network", "environment"})
# Put on by each child for itself, or around it.
OF_A_CHILD = frozenset(
    {
        *("uids", "capabilities", "pid_namespace", "seccomp", "landlock", "rlimits"),
        *("descriptors", "memory", "processes", "scratch", "sealing"),
    }
)
ALL = OF_THE_HOST | OF_A_CHILD | {"no_new_privs"}


def check_names(names: frozenset[str]) -> None:
    """A layer misspelt would be a layer kept, to the surprise of whoever wrote it."""
    unknown = sorted(names - ALL)
    if unknown:
        raise SandboxFault(
            f"ALLCLOSE_SANDBOX_WITHOUT names {', '.join(unknown)}, which is no layer. "
            f"The layers: {', '.join(sorted(ALL))}."
        )
