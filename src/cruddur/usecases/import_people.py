"""Take in people who were exported elsewhere: repeatable, and nobody who is there is changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from cruddur.domain.errors import Conflict, EmailTaken, HandleTaken, SubTaken
from cruddur.domain.ids import UserUuid
from cruddur.domain.session import Session
from cruddur.domain.user import User
from cruddur.ports.operations import PeopleDatabase, ReservedHandle

_BATCH = 500


@dataclass(slots=True)
class Imported:
    """What became of an export. Numbers count records; a second run adds nothing.

    Attributes:
        differing: handles of people who are there with other details; they stay as they are here.
        refused: handle and code (`handle_taken` …) of people who cannot be added beside those who are there.
        left_out: sessions and reserved handles of people who are not here.
    """

    added: int = 0
    unchanged: int = 0
    differing: list[str] = field(default_factory=list[str])
    refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    reserved: int = 0
    sessions: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPeople:
    """People first, then the handles they gave up, then their sessions."""

    database: PeopleDatabase

    async def __call__(self, records: Iterable[User | ReservedHandle | Session], *, dry_run: bool = False) -> Imported:
        """Take in the records and return what became of them.

        Args:
            dry_run: count what would be done and change nothing. A handle that is only reserved
                here is not noticed then.
        Raises:
            OperationFailed: the database does not answer. What was taken in stays; run it again.
        """
        report, here = Imported(), set[UserUuid]()
        others: list[ReservedHandle | Session] = []
        people: list[User] = []
        for record in records:
            people.append(record) if isinstance(record, User) else others.append(record)
        for batch in _batches(people):
            await self._add(batch, report, here, dry_run=dry_run)
        for record in others:
            if record.user_uuid not in here:
                report.left_out += 1
            elif isinstance(record, ReservedHandle):
                report.reserved += dry_run or await self.database.reserve_handle(record)
            else:
                report.sessions += 1
                if not dry_run:
                    await self.database.sessions.add(record)
        return report

    async def _add(self, people: Sequence[User], report: Imported, here: set[UserUuid], *, dry_run: bool) -> None:
        there = await self.database.users.find_by_uuids([person.uuid for person in people])
        for person in people:
            known = there.get(person.uuid)
            if known is not None:
                here.add(person.uuid)
                if known == person:
                    report.unchanged += 1
                else:
                    report.differing.append(person.handle)
                continue
            try:
                await (self._check(person) if dry_run else self.database.users.add(person))
            except Conflict as clash:
                report.refused.append((person.handle, clash.code))
            else:
                here.add(person.uuid)
                report.added += 1

    async def _check(self, person: User) -> None:
        """Raise what adding the person would."""
        users = self.database.users
        if await users.find_by_handle(person.handle) is not None:
            raise HandleTaken
        if person.email is not None and await users.find_by_email(person.email) is not None:
            raise EmailTaken
        if person.cognito_user_id is not None and await users.find_by_sub(person.cognito_user_id) is not None:
            raise SubTaken


def _batches(people: Iterable[User]) -> Iterator[list[User]]:
    remaining = iter(people)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
