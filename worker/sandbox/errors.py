"""What may go wrong in the sandbox by our own fault."""


class SandboxFault(Exception):
    """Ours, always: the grading is repeated, and no student pays. The message says what to do about it."""
