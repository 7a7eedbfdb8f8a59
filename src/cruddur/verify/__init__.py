"""The verifier: clients of the wire, faults between them and the server, and the checks of what came of it.

It knows the HTTP interface and nothing else of the product: no engine, no use case, no rule of the
domain. What it believes is written down here once more, so that a mistake made there is not made twice.

    history.py   what was done and what was seen
    checks/      pure: a history in, violations out
    dice.py      chance from a seed
    connection.py, live_socket.py, proxy.py, host.py, writer.py, reader.py, nemesis.py, trial.py   the world
"""
