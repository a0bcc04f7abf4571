"""What sites write, read back: counts, addresses, selectors; for any text at all."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.platforms import addresses
from automation.platforms.keylines import key_lines
from automation.platforms.numbers import parse_count
from automation.platforms.placeholders import fill_address, fill_selector
from automation.platforms.sections import Ids, Numbers

ENGLISH = Numbers()
SPANISH = Numbers(decimal=",", group=".", suffixes={"mil": 1000, "M": 1_000_000})


@pytest.mark.parametrize(
    ("text", "numbers", "count"),
    [
        ("1,234", ENGLISH, 1234),
        ("1.2K", ENGLISH, 1200),
        ("1.2K Likes", ENGLISH, 1200),
        ("12M", ENGLISH, 12_000_000),
        ("12 likes", ENGLISH, 12),
        ("12 Members", ENGLISH, 12),
        ("1\u202f234\u00a0567 vues", ENGLISH, 1_234_567),
        ("12,3 mil.", SPANISH, 12_300),
        ("1.234", SPANISH, 1234),
        ("Liked by 7", ENGLISH, 7),
        ("3.5", ENGLISH, None),
        ("no likes yet", ENGLISH, None),
        ("", ENGLISH, None),
        ("0", ENGLISH, 0),
    ],
)
def test_counts(text: str, numbers: Numbers, count: int | None) -> None:
    assert parse_count(text, numbers) == count


@given(st.integers(0, 10**12))
def test_a_grouped_count_reads_back(count: int) -> None:
    assert parse_count(f"{count:,}", ENGLISH) == count
    assert parse_count(f"{count:,}".replace(",", "."), SPANISH) == count


@given(st.text())
def test_no_text_breaks_the_reader_of_counts(text: str) -> None:
    found = parse_count(text, ENGLISH)
    assert found is None or found >= 0


@given(st.text())
def test_no_address_breaks_the_reader_of_addresses(text: str) -> None:
    site = addresses.Site("https://example.social/base")
    for url in (text, "https://example.social/base/" + text):
        path = site.path_of(url)
        assert path is None or path.startswith("/")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda t: t not in {".", ".."}))
def test_a_handle_survives_the_way_into_an_address_and_back(handle: str) -> None:
    site = addresses.Site("https://example.social")
    url = addresses.address(site, "/u/{user}", {"user": handle})
    path = site.path_of(url)
    assert path is not None
    assert addresses.understand(path, Ids(person=["^/u/(?P<user>[^/?#]+)$"]), "person") == {"user": handle}


def test_a_value_never_becomes_part_of_the_path() -> None:
    assert fill_address("/u/{user}", {"user": "../admin?x=1#y"}) == "/u/..%2Fadmin%3Fx%3D1%23y"


@given(st.text())
def test_a_quoted_value_stays_inside_its_quotes(text: str) -> None:
    filled = fill_selector('a:text-is("{text}") >> b', {"text": text})
    inside = filled.removeprefix('a:text-is("').removesuffix('") >> b')
    bare = inside.replace("\\\\", "").replace('\\"', "").replace("\\'", "")
    assert '"' not in bare
    assert "\\" not in bare
    assert "\n" not in inside


KEYS = st.text(st.sampled_from('abc-_1é ."\n'), min_size=1, max_size=6)


def written(key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@given(
    st.dictionaries(KEYS, st.dictionaries(KEYS, st.sampled_from(["1", "'x # ]'", '"""\n[a]\nb = 1"""', "[1, ['}']]"])))
)
def test_keys_stand_where_they_are_written(tables: dict[str, dict[str, str]]) -> None:
    lines, expected = [], {}
    for table, pairs in tables.items():
        expected[(table,)] = sum(line.count("\n") + 1 for line in lines) + 1
        lines.append(f"[{written(table)}] # t")
        for key, value in pairs.items():
            expected[(table, key)] = sum(line.count("\n") + 1 for line in lines) + 1
            lines.append(f"  {written(key)} = {value} # k")
    text = "\n".join(lines)
    tomllib.loads(text)
    assert {path: line for path, line in key_lines(text).items() if len(path) <= 2} == expected
