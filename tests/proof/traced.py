"""A server under strace, and messages sent to it."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

from cruddur.verify.api import Api
from cruddur.verify.connection import Target
from cruddur.verify.dice import Dice
from cruddur.verify.history import History
from cruddur.verify.host import Host, server_command
from tests.proof import oracle
from tests.proof.mutant_host import MUTANT
from tests.proof.rounds import HANDLES, PYTHONPATH, Cradle

SENDERS = 8


async def send_under_strace(cradle: Cradle, folder: Path, mutant: str = "", *, count: int) -> oracle.Seen:
    """Send `count` messages from several senders at once, and return what the kernel saw of them."""
    shutil.copytree(cradle.folder, folder)
    trace = folder / "calls"
    command = [*oracle.COMMAND, str(trace), *server_command("tests.proof.mutant_host", "up", "--empty")]
    host = Host(command, folder, {"PYTHONPATH": PYTHONPATH, MUTANT: mutant})
    await host.start()
    try:
        dice = Dice("traced")
        uuids = [dice.message_uuid() for _ in range(count)]
        target = Target.of(f"http://127.0.0.1:{host.port}")
        wires = [Api(target, cradle.tokens[0], History()) for _ in range(SENDERS)]
        await asyncio.gather(*(_send(wire, uuids[number::SENDERS]) for number, wire in enumerate(wires)))
        for wire in wires:
            wire.close()
    finally:
        _stop_traced(host.pid)
        await host.ended()
    return oracle.judged(oracle.calls_of(trace), uuids)


def _stop_traced(pid: int) -> None:
    """Ask the process under strace to stop; strace itself passes no signals on, and ends with it."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        os.kill(int(child), signal.SIGTERM)


async def _send(wire: Api, uuids: list[str]) -> None:
    for message_uuid in uuids:
        body = {"message": "Durable?", "handle": HANDLES[1], "message_uuid": message_uuid, "after_seq": 0}
        response = await wire.ask("POST", "/api/messages", body)
        assert response.status == 200, response
