"""How a command says that it could not do what was asked: one sentence on stderr, and an exit code.

0 done, 1 it failed, 2 it was asked for wrongly, 130 interrupted. A traceback is a bug of ours.
"""

import click


class Failure(click.ClickException):
    """Expected trouble. The text is one sentence that says what is wrong and what to do. Exit 1."""

    exit_code = 1


class Misuse(Failure):
    """The command cannot be meant like this: a wrong setting, or options that do not go together. Exit 2."""

    exit_code = 2
