"""A pack is read whole, or refused with the line and key that a person must look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.platforms.pack import load_pack
from models.enums import ActionKind, CapClass, TargetKind
from models.errors import BadInput

EXAMPLE = Path(__file__).with_name("example.toml").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "example.toml").write_text(EXAMPLE, "utf-8")
    return tmp_path


def broken(folder: Path, old: str, new: str) -> tuple[str, str, str]:
    """Load the example with one spelling changed; the key and reason of the error and the text of its line."""
    assert old in EXAMPLE
    text = EXAMPLE.replace(old, new, 1)
    (folder / "example.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        load_pack("example", folder)
    facts = caught.value.facts
    assert caught.value.code == "pack_broken"
    assert caught.value.subject == "example"
    return str(facts["key"]), text.splitlines()[int(str(facts["line"])) - 1].strip(), str(facts["reason"])


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("\n[like]", "\n[lik]", "lik", "[lik]"),
        ("\nbox =", "\nbocks =", "comment.bocks", 'bocks = "textarea"'),
        ('item = "li"\n', "", "comment.item", "[comment]"),
        (
            'attribute = "datetime"',
            'atribute = "d"',
            "comment.time.atribute",
            'time = { locator = "time", atribute = "d" }',
        ),
        ('{ goto = "post" }', '{ goto = "pst" }', "flow.comment.steps.0.goto", 'goto = "pst"'),
        ('key = "Control+Enter"', 'kee = "x"', "flow.comment.steps.3.kee", "press ="),
        (', key = "Control+Enter"', "", "flow.comment.steps.3", "press ="),
        (r"\d+)']", r"\d+']", "id.post.0", "status"),
        ("'/challenge'", "'(/challenge'", "stop.challenge.url.0", "(/challenge"),
        ('"{me}"', '"{mee}"', "comment.mine", "{mee}"),
        ('evidence = "live"', 'evidence = "alive"', "platform.evidence", 'evidence = "alive"'),
        ('post = "article"', 'pots = "article"', "ready.pots", 'pots = "article"'),
        ('"like.on" = "page"', '"like.onn" = "page"', "scope.like.onn", '"like.onn" = "page"'),
        ('[locator."like.off"]', '[locator."like.of"]', "locator.like.of", '[locator."like.of"]'),
        ("[seen.follow]", "[seen.fellow]", "seen.fellow", "[seen.fellow]"),
        ('slug = "example"', 'slug = "other"', "platform.slug", 'slug = "other"'),
        ('sign_in = "/login"\n', "", "sign_in", "[sign_in]"),
        ('"button.send"', '"text={text}"', "comment.submit", 'submit = "text={text}"'),
        ("hour = 30", "hour = -1", "caps.like.hour", "like = { hour = -1, day = 200 }"),
    ],
)
def test_a_slip_is_named_by_line_and_key(folder: Path, old: str, new: str, key: str, line: str) -> None:
    found_key, found_line, _ = broken(folder, old, new)
    assert found_key == key
    assert line in found_line


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[follow]", "[follow", "[follow"),
        ('box = "textarea"', 'box = "textarea', 'box = "textarea'),
        ('title = "Example"', 'title "Example"', 'title "Example"'),
        ('title = "Example"', 'slug = "again"', 'slug = "again"'),
        ("steps = [", "steps = [[", "]"),
    ],
)
def test_a_file_that_is_not_toml_is_named_by_its_line(folder: Path, old: str, new: str, line: str) -> None:
    assert broken(folder, old, new)[1] == line


def test_a_misspelt_key_is_told_its_neighbour(folder: Path) -> None:
    assert "did you mean like?" in broken(folder, "\n[like]", "\n[lik]")[2]


def test_an_overlay_changes_single_keys_and_is_blamed_for_its_own_slips(folder: Path) -> None:
    below = folder / "below.toml"
    below.write_text(EXAMPLE, "utf-8")
    overlay = folder / "example.toml"
    overlay.write_text('[like]\noff = "button.heart"\n', "utf-8")
    pack = load_pack("example", folder, file=below)
    assert pack.locators("like.off") == ("button.heart",)
    assert pack.locators("like.on")[0] == 'button[aria-pressed="true"]'
    overlay.write_text('[like]\n# mine\noof = "button.heart"\n', "utf-8")
    with pytest.raises(BadInput) as caught:
        load_pack("example", folder, file=below)
    assert (caught.value.facts["file"], caught.value.facts["line"]) == (str(overlay), 3)


def test_an_unknown_pack_and_a_file_that_is_no_text(folder: Path) -> None:
    for name in ("nobody", "../etc/passwd", ""):
        with pytest.raises(BadInput, match="pack_unknown"):
            load_pack(name, folder)
    (folder / "example.toml").write_bytes(b'[platform]\ntitle = "\xff"')
    with pytest.raises(BadInput) as caught:
        load_pack("example", folder)
    assert caught.value.facts["line"] == 2


def test_what_a_pack_says(folder: Path) -> None:
    pack = load_pack("example", folder)
    assert {"like", "comment", "follow", "message", "challenge"} <= pack.capabilities
    assert not {"delete_comment", "stats", "list_threads", "rate_limited"} & pack.capabilities
    assert pack.can(ActionKind.DM)
    assert not pack.can(ActionKind.DELETE_COMMENT)
    assert pack.ceilings[CapClass.LIKE].day == 200
    assert pack.ready.of("post") == ("article",)
    assert pack.ready.of("inbox") == ("main",)
    assert pack.container("like.on") == ()
    assert pack.container("like.off") == ('article:has(a[href*="/status/{post}"])',)
    assert pack.locators("like.off", "de-CH") == ('button:has-text("Gefällt mir")',)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.social/ann/status/12",
        "http://www.example.social/ann/status/12?s=20#top",
        "https://m.example.social/ann/status/12/photo/1",
        " https://EXAMPLE.social:443/ann/status/12 ",
    ],
)
def test_one_post_has_one_address(folder: Path, url: str) -> None:
    target = load_pack("example", folder).target(ActionKind.LIKE, url)
    assert (target.kind, target.url, target.external_id) == (
        TargetKind.POST,
        "https://example.social/ann/status/12",
        "12",
    )


@pytest.mark.parametrize(
    ("kind", "url", "code"),
    [
        (ActionKind.LIKE, "https://elsewhere.social/ann/status/12", "url_other_platform"),
        (ActionKind.LIKE, "https://example.social.evil.net/ann/status/12", "url_other_platform"),
        (ActionKind.LIKE, "https://example.social@evil.net/ann/status/12", "url_other_platform"),
        (ActionKind.LIKE, "javascript:alert(1)", "url_other_platform"),
        (ActionKind.LIKE, "https://[broken", "url_other_platform"),
        (ActionKind.LIKE, "", "url_other_platform"),
        (ActionKind.LIKE, "https://example.social/u/ann", "url_not_understood"),
        (ActionKind.FOLLOW, "https://example.social/", "url_not_understood"),
        (ActionKind.DELETE_COMMENT, "https://example.social/ann/status/12", "cannot"),
    ],
)
def test_an_address_that_will_not_do(folder: Path, kind: ActionKind, url: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_pack("example", folder).target(kind, url)
    assert caught.value.code == code


def test_a_base_url_of_ones_own_moves_the_whole_site(folder: Path) -> None:
    pack = load_pack("example", folder, base_url="http://127.0.0.1:8123/forum/")
    assert pack.target(ActionKind.LIKE, "http://127.0.0.1:8123/forum/ann/status/1").url == (
        "http://127.0.0.1:8123/forum/ann/status/1"
    )
    for url in ("https://example.social/ann/status/1", "http://127.0.0.1:8123/ann/status/1"):
        with pytest.raises(BadInput, match="url_other_platform"):
            pack.target(ActionKind.LIKE, url)


def test_a_handle_is_a_person(folder: Path) -> None:
    pack = load_pack("example", folder)
    assert pack.target(ActionKind.FOLLOW, "@carol").url == "https://example.social/u/carol"
    numbered = EXAMPLE.replace('profile = "/u/{user}"', 'profile = "/u/{uid}/{user}"').replace(
        "'^/u/(?P<user>", r"'^/u/(?P<uid>\d+)/(?P<user>"
    )
    (folder / "example.toml").write_text(numbered, "utf-8")
    pack = load_pack("example", folder)
    by_handle = pack.target(ActionKind.DM, "carol")
    assert by_handle.external_id == "carol"
    assert pack.target(ActionKind.DM, by_handle.url) == by_handle
    with pytest.raises(BadInput, match="address_unknown"):
        pack.target(ActionKind.FOLLOW, "carol")
