"""docs/access-patterns.md says what the code does."""

import re
from pathlib import Path

from bench.capacity import rows
from tools import access_patterns


async def test_the_costs_on_the_page_are_the_measured_ones(tmp_path: Path) -> None:
    page = access_patterns.PAGE.read_text("utf-8")
    assert access_patterns.filled(page, await rows(tmp_path)) == page


def test_the_picture_is_the_one_that_the_code_draws() -> None:
    assert access_patterns.PICTURE.read_text("utf-8") == access_patterns.picture()


def test_the_page_names_every_method_of_the_ports_that_it_speaks_of() -> None:
    from cruddur.ports.groups import Groups
    from cruddur.ports.inbox import Inbox
    from cruddur.ports.message_log import MessageLog

    ports = {"Groups": Groups, "Inbox": Inbox, "MessageLog": MessageLog}
    named = re.findall(r"`(Groups|Inbox|MessageLog)\.(\w+)`", access_patterns.PAGE.read_text("utf-8"))
    assert len(named) >= 10
    for port, method in named:
        assert hasattr(ports[port], method)
