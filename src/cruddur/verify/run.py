"""One trial from beginning to end, on a deployment that is ready."""

import asyncio
from collections.abc import Callable, Collection, Sequence

from cruddur.verify.api import Person, person_of
from cruddur.verify.checks.evidence import Evidence
from cruddur.verify.deployment import Deployment
from cruddur.verify.dice import Dice
from cruddur.verify.history import History
from cruddur.verify.nemesis import Nemesis
from cruddur.verify.proxy import CALM
from cruddur.verify.report import Report, report
from cruddur.verify.trial import CannotTry, Load, Trial, patiently

LEAST_PEOPLE = 2


async def tried(
    deployment: Deployment,
    tokens: Sequence[str],
    load: Load,
    *,
    seed: str,
    salt: str,
    tell: Callable[[int, int], None],
    skew: str = "",
    kinds: Collection[str] = (),
    stale_after_s: float = 0.0,
) -> Report:
    """Run a trial and return what came of it.

    Args:
        tokens: of the people who take part.
        seed, salt, tell: see `Trial`.
        skew, kinds: see `Nemesis`.
        stale_after_s: see `Evidence`.
    Raises:
        CannotTry: tokens that are good for nothing, too few people, or a conversation that cannot be begun.
        CannotStart: a server did not come back after it was killed.
        NoAnswer: the deployment does not answer, though nobody does anything to it.
    """
    began_s = asyncio.get_running_loop().time()
    history = History()
    people = [await _person(deployment, token) for token in tokens]
    if len({person.uuid for person in people}) < LEAST_PEOPLE:
        raise CannotTry("a trial needs two people: give the tokens of two at least.")
    trial = Trial(deployment.targets, people, load, history, seed=seed, salt=salt, tell=tell)
    await trial.begin()
    servers = list(deployment.hosts)
    nemesis = Nemesis(
        deployment.proxies,
        [*servers],
        history,
        Dice(f"{seed} nemesis"),
        restarts=deployment.restarts,
        skew=skew,
        kinds=kinds,
    )
    await trial.run(nemesis)
    for proxy in deployment.proxies:
        proxy.set_weather(CALM, 0.0)
    for server in servers:  # what is there in the end is what lies on the disk
        await server.kill()
        await server.start()
    await trial.find_truth()
    took_s = asyncio.get_running_loop().time() - began_s
    # Behind one address of somebody else's there may be several.
    has_several_hosts = len(deployment.targets) > 1 or not deployment.hosts
    evidence = Evidence(history, stale_after_s=stale_after_s, has_several_hosts=has_several_hosts)
    return report(evidence, seed=seed, took_s=took_s, sends=load.sends, faults=load.faults)


async def _person(deployment: Deployment, token: str) -> Person:
    person = await patiently(lambda: person_of(deployment.direct[0], token))
    if person is None:
        raise CannotTry("a token was refused: is it of this deployment, and fresh?")
    return person
