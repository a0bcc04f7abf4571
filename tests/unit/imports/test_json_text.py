"""Foreign JSON is read entry by entry, whatever it holds; what cannot be read says why."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.imports import json_text
from automation.imports.json_text import Broken, entries

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "some.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@settings(max_examples=60)
@given(
    found=st.lists(VALUES, max_size=6), plain=st.booleans(), indent=st.sampled_from([None, 2]), chunk=st.integers(1, 40)
)
def test_an_array_gives_its_entries_however_it_is_written(
    tmp_path: Path, found: list[object], plain: bool, indent: int | None, chunk: int
) -> None:
    path = file(tmp_path, json.dumps(found, ensure_ascii=plain, indent=indent))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_CHUNK", chunk)
        assert list(entries(path)) == found


@settings(max_examples=150)
@given(text=st.binary(max_size=200) | st.text('[]{}",:0123456789.eE-nul \\ud8\n', max_size=80).map(str.encode))
def test_anything_at_all_is_read_or_said_to_be_broken(tmp_path: Path, text: bytes) -> None:
    try:
        found = list(entries(file(tmp_path, text)))
    except Broken:
        return
    json.dumps(found, allow_nan=False).encode()


def test_one_document_or_one_a_line_are_entries_too(tmp_path: Path) -> None:
    assert list(entries(file(tmp_path, '{"a": 1}'))) == [{"a": 1}]
    assert list(entries(file(tmp_path, '\ufeff{"a": 1}\n{"a": 2}\n'))) == [{"a": 1}, {"a": 2}]
    assert list(entries(file(tmp_path, ""))) == []


def test_what_no_store_can_keep_is_replaced(tmp_path: Path) -> None:
    [found] = entries(file(tmp_path, '[{"half": "\\ud800x", "pair": "\\ud83c\\udf3f", "big": 1e999, "no": NaN}]'))
    assert found == {"half": "\ufffdx", "pair": "🌿", "big": None, "no": None}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 200_000, "deep"),
        ('{"a":' * 200_000, "deep"),
        ("[" + "[" * 70 + "]" * 70 + "]", "64 deep"),
        ('[{"a": 1}, {"a"', "too early"),
        ('[{"a": 1}', "middle of a list"),
        (b"[\xff\xfe]", "UTF-8"),
        ("9" * 10_000, "not JSON"),
    ],
)
def test_a_broken_file_says_why(tmp_path: Path, text: str | bytes, reason: str) -> None:
    with pytest.raises(Broken, match=reason):
        list(entries(file(tmp_path, text)))


@pytest.mark.parametrize("bad", ['{"a": 2', "no", '{"a": "b', "[" * 70 + "]" * 70])
def test_a_broken_line_takes_only_itself_with_it(tmp_path: Path, bad: str) -> None:
    lines = tmp_path / "some.jsonl"
    lines.write_text('{"a": 1}\n' + bad + '\n{"a": 3}\n' + bad)
    found = list(entries(lines))
    assert [entry for entry in found if not isinstance(entry, Broken)] == [{"a": 1}, {"a": 3}]
    assert len(found) == 4


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="cannot be read"):
        list(entries(tmp_path / "none.json"))


def test_a_large_file_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    line = json.dumps({"text": "x" * 5000})
    with path.open("w") as out:
        out.write("[")
        for _ in range(10_000):
            out.write(line + ",")
        out.write(line + "]")
    assert path.stat().st_size > 50_000_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in entries(path)) == 10_001
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 16_000_000


def test_an_entry_without_an_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "BIGGEST", 1 << 20)
    with pytest.raises(Broken, match="an entry of more than"):
        list(entries(file(tmp_path, '["' + "x" * (5 << 20))))
