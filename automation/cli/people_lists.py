"""`steward people list|show|track|untrack|tag|untag`: who is out there, and whom you follow."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.keeping import add_tagging
from automation.cli.lists import named, public_row
from automation.cli.noun_groups import add_list, add_show, shown, shown_page
from automation.cli.nouns import NOUNS
from automation.cli.output import Said
from models.person import names_of
from models.tag import tags_of

NEWEST = 20


def add_to(people: click.Group) -> None:
    """Give the group what lists and shows people, and what is said of them."""
    add_list(people, "people")
    add_show(people, "people", _more)
    add_tagging(people, "people", "a person")
    _tracking(people, "track", "Follow what a person does; nothing on the site changes.", True)
    _tracking(people, "untrack", "Stop following what a person does.", False)


def _more(number: int) -> dict[str, Any]:
    return {
        "names": [public_row("person_names", name) for name in names_of(number)],
        "tags": [public_row("tags", tag) for tag in tags_of("people", number)],
        "snapshots": shown_page(NOUNS["snapshots"], {"person_id": number}, NEWEST, None)[0],
        "newest_posts": shown_page(NOUNS["posts"], {"author_id": number}, NEWEST, None)[0],
    }


def _tracking(people: click.Group, name: str, line: str, on: bool) -> None:
    @people.command(name, help=line)
    @click.argument("person")
    @click.pass_obj
    def track(said: Said, person: str) -> None:
        reading(said)
        number = named("people", person)
        ask(said, commands.TrackPerson(number, on))
        reading_beside(said)
        said.show(shown("people", number), "Followed." if on else "No longer followed.")
