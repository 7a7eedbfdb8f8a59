"""Run a command that dies with its parent: `python -I -S leash.py PARENT_PID SIGNAL COMMAND…`.

It sets Linux's parent-death signal on itself and becomes the command, so even a kill -9 of the
parent leaves nothing behind. A process of its own, not a `preexec_fn`: forking Python code from a
process with threads may deadlock, and this must run after any change of uid, which clears the
signal. The signal is sent when the *thread* that started us ends; see `process.spawn`.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Become the command. Elsewhere than on Linux without the signal: there `stop` must do."""
    parent_pid, signal_number, command = int(arguments[0]), int(arguments[1]), arguments[2:]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
        if os.getppid() != parent_pid:  # it died before we asked to be told
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - a fixed argument list, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
