"""What every search index promises. Each engine of `indexes.py` runs all of it."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from cruddur.adapters.sqlite import search as sqlite_search
from cruddur.domain.entry import Entry, Kind, edited, emptied
from cruddur.domain.group import Group, GroupKind, Member, Role
from cruddur.domain.ids import GroupUuid, MessageUuid, Seq, UserUuid
from cruddur.domain.instant import Instant
from cruddur.domain.search import Query, SearchCursor
from cruddur.ports.search import Search
from tests.contract.indexes import INDEXES

ANN, BOB, CHO = (UserUuid(f"00000000-0000-4000-8000-00000000000{n}") for n in (1, 2, 3))
TEAM, PAIR = (GroupUuid(f"00000000-0000-4000-9000-00000000000{n}") for n in (1, 2))


@pytest.fixture(params=INDEXES)
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Search]:
    async with INDEXES[request.param](tmp_path) as opened:
        yield opened


def at(second: int) -> Instant:
    return Instant(f"2026-03-01T12:{second // 60:02}:{second % 60:02}.000000Z")


def said(text: str, seq: int = 1, group: GroupUuid = TEAM, *, second: int | None = None) -> Entry:
    """A message of ann's."""
    uuid = MessageUuid(f"00000000-0000-7000-8000-{group[-1]}{seq:011}")
    return Entry(group, Seq(seq), Kind.TEXT, uuid, ANN, text, at(seq if second is None else second))


def group_of(*people: UserUuid, uuid: GroupUuid = TEAM, seq: int = 1, reads_from: int = 1) -> Group:
    return Group(
        uuid=uuid,
        kind=GroupKind.GROUP,
        title="Team",
        members={person: Member(Role.MEMBER, Seq(1), Seq(reads_from)) for person in people},
        membership_seq=Seq(seq),
        created_at=at(0),
        created_by=ANN,
    )


async def hold(index: Search, *records: Entry, groups: Sequence[Group] = ()) -> None:
    known = {TEAM: group_of(ANN, BOB), PAIR: group_of(ANN, CHO, uuid=PAIR)}
    await index.index(records, {**known, **{group.uuid: group for group in groups}})


async def found(index: Search, text: str, reader: UserUuid = ANN, *, limit: int = 20) -> list[tuple[str, int]]:
    page = await index.search(reader, Query.parse(text), cursor=None, limit=limit)
    return [(hit.message_group_uuid, hit.seq) for hit in page.items]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The iron press goes over the beam", "press"),
        ("Impression number one is terrible", "press"),
        ("The iron press", "PRESS"),
        ("The iron press", "p"),
        ("The iron press", "pr"),
        ("Is the train late?", "late train"),
        ("Is the train late?", "  late,  (train)  "),
        ("Zoë Ångström is here", "zoe angstrom"),
        ("zoe angstrom is here", "Zoë ÅNGSTRÖM"),
        ("Straße", "strasse"),
        ("cafe\u0301 au lait", "café"),
        ("ﬁne ｗｉｄｅ letters", "fine wide"),
        ("明日は東京タワーに行きます", "東京"),
        ("明日は東京タワーに行きます", "京"),
        ("明日は東京タワーに行きます", "す"),
        ("明日は東京タワーに行きます", "東京タワー"),
        ("明日は東京タワーに行きます", "ﾀﾜｰ"),
        ("我们在北京见面", "北京 我"),
        ("約束は5時", "5"),
        ("see you at 17:30", "17:30"),
        ("ask @ada.king about it", "@ada.king"),
        ("Congratulations 🎉🎉", "🎉"),
        ("Добрый вечер", "ВЕЧ"),
        ("안녕하세요 여러분", "안녕"),
        ('she said "NEAR(press)" and left', '"NEAR(press)"'),
        ("a*b -c", "a* -c"),
        ("AND OR NOT", "AND OR NOT"),
        ("grams: none", "grams:none"),
        ("it's a \\ and a %", "it's %"),
        ("snake_case", "_case"),
    ],
)
async def test_a_text_is_found(index: Search, text: str, query: str) -> None:
    await hold(index, said(text))
    assert await found(index, query) == [(TEAM, 1)]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The iron press", "presses"),
        ("The iron press", "re"),  # two letters begin a word
        ("The iron press", "iron bar"),
        ("pres, resting, ess", "presting"),  # all its parts are there, it is not
        ("東や京", "東京"),
        ("東京都と京都市", "京市"),
        ("anything", ""),
        ("anything", ' "" * - ( ) '),
        ('anything * - " (', "*"),
        ("anything", "nothing OR anything"),
        ("anything", "nothing*"),
    ],
)
async def test_a_text_is_not_found(index: Search, text: str, query: str) -> None:
    await hold(index, said(text))
    assert await found(index, query) == []


async def test_only_members_find_what_is_said(index: Search) -> None:
    await hold(index, said("the press"), said("a press", group=PAIR, second=2))
    assert await found(index, "press") == [(PAIR, 1), (TEAM, 1)]
    assert await found(index, "press", BOB) == [(TEAM, 1)]
    assert await found(index, "press", CHO) == [(PAIR, 1)]
    assert await found(index, "press", UserUuid("00000000-0000-4000-8000-000000000009")) == []


async def test_who_joins_finds_and_who_leaves_finds_no_more(index: Search) -> None:
    await hold(index, said("the press"))
    await hold(index, said("hello", 2), groups=[group_of(ANN, CHO, seq=2)])
    assert await found(index, "press", CHO) == [(TEAM, 1)]
    assert await found(index, "press", BOB) == []
    await hold(index, said("late news", 3), groups=[group_of(ANN, BOB, seq=1)])  # an older membership
    assert await found(index, "press", BOB) == []


async def test_a_newcomer_finds_what_is_there_for_them(index: Search) -> None:
    group = group_of(ANN, CHO, seq=2, reads_from=3)
    await hold(index, *(said("the press", seq) for seq in (1, 2, 3, 4)), groups=[group])
    assert await found(index, "press", CHO) == [(TEAM, 4), (TEAM, 3)]
    assert await found(index, "press", CHO, limit=1) == [(TEAM, 4)]


async def test_an_edited_message_is_found_by_its_new_text_alone(index: Search) -> None:
    first = said("the press")
    second = edited(first, "the kettle", at(9))
    await hold(index, first)
    await hold(index, second)
    assert await found(index, "kettle") == [(TEAM, 1)]
    assert await found(index, "press") == []
    await hold(index, first)  # it comes again, late
    assert await found(index, "press") == []
    assert await found(index, "kettle") == [(TEAM, 1)]


async def test_an_emptied_message_is_not_found_and_does_not_come_back(index: Search) -> None:
    first = said("the press")
    await hold(index, first)
    await hold(index, emptied(first, at(9)))
    assert await found(index, "press") == []
    await hold(index, first)
    assert await found(index, "press") == []


async def test_a_repeat_changes_nothing_and_versions_may_come_together(
    index: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = said("the press")
    records = [first, edited(first, "the kettle", at(9)), said("a kettle", 2)]
    monkeypatch.setattr(sqlite_search, "MERGE_EVERY", 2)  # SQLite puts its pieces together meanwhile
    for batch in (records, records[::-1], records):
        await hold(index, *batch)
        assert await found(index, "kettle") == [(TEAM, 2), (TEAM, 1)]
        assert await found(index, "press") == []


async def test_quiet_lines_are_not_found(index: Search) -> None:
    await hold(index, said("Station", 2)._replace(kind=Kind.RENAMED))
    assert await found(index, "station") == []


async def test_pages_are_newest_first_across_groups_and_hold_everything_once(index: Search) -> None:
    records = [said(f"line {n}", n, TEAM if n % 3 else PAIR, second=n // 2) for n in range(1, 60)]
    await hold(index, *records)
    wanted = sorted(((r.created_at, r.message_group_uuid, r.seq) for r in records), reverse=True)
    seen: list[tuple[str, str, int]] = []
    cursor: SearchCursor | None = None
    while True:
        page = await index.search(ANN, Query.parse("line"), cursor=cursor, limit=7)
        seen += [(hit.created_at, hit.message_group_uuid, hit.seq) for hit in page.items]
        cursor = page.older
        if cursor is None:
            break
        assert len(page.items) == 7
    assert seen == wanted


async def test_common_words_are_found_as_rare_ones_are(index: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite has two ways to what it finds: by number, and group by group. Both find the same."""
    lines = ("the press", "a pressing matter", "pres, resting, ess", "東京", "late train")
    records = [said(lines[n % 5], n, TEAM if n % 3 else PAIR, second=n // 4) for n in range(1, 90)]
    await hold(index, *records)
    ways: list[list[tuple[str, int]]] = []
    for rare_max in (sqlite_search.RARE_MAX, 0):
        monkeypatch.setattr(sqlite_search, "RARE_MAX", rare_max)
        seen: list[tuple[str, int]] = []
        for text in ("press", "p", "pre", "presting", "東", "train late"):
            for reader in (ANN, BOB):
                cursor: SearchCursor | None = None
                while True:
                    page = await index.search(reader, Query.parse(text), cursor=cursor, limit=6)
                    seen += [(hit.message_group_uuid, hit.seq) for hit in page.items]
                    cursor = page.older
                    if cursor is None:
                        break
        ways.append(seen)
    assert ways[0] == ways[1]
    assert len(ways[0]) > 150


async def test_texts_that_only_look_alike_make_no_page_short(index: Search) -> None:
    alike = [said("pres, resting, ess", n) for n in range(2, 40)]
    await hold(index, said("presting", 1), *alike, said("presting", 40))
    assert await found(index, "presting", limit=2) == [(TEAM, 40), (TEAM, 1)]


async def test_a_hit_carries_the_message(index: Search) -> None:
    await hold(index, said("Zoë's press"))
    (hit,) = (await index.search(BOB, Query.parse("zoe"), cursor=None, limit=1)).items
    entry = said("Zoë's press")
    assert (hit.message, hit.user_uuid, hit.message_uuid, hit.created_at, hit.rev) == (
        entry.message, entry.user_uuid, entry.message_uuid, entry.created_at, 0,
    )  # fmt: skip


async def test_a_cleared_index_is_empty_and_another_one(index: Search) -> None:
    await hold(index, said("the press"))
    assert await found(index, "press") == [(TEAM, 1)]
    before = await index.get_index_id()
    await index.clear()
    assert await index.get_index_id() != before
    assert await found(index, "press") == []
    await hold(index, said("the press"))
    assert await found(index, "press", BOB) == [(TEAM, 1)]
