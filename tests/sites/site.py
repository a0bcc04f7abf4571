"""What a test needs to know of a running site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


def password_of(user: str) -> str:
    """Return the password every seeded user has."""
    return f"Passw0rd-{user}"


@dataclass(frozen=True, slots=True)
class Site:
    """A running third-party site: where it is and what was seeded into it."""

    slug: str
    base_url: str
    posts: dict[str, str]
    feed_url: str | None

    @property
    def users(self) -> dict[str, str]:
        """Passwords of the ordinary users, by user name."""
        return {name: password_of(name) for name in ("alice", "bob", "carol")}

    @property
    def post_url(self) -> str:
        """A post of bob's."""
        return self.base_url + self.posts["Hello from bob"]

    @property
    def second_post_url(self) -> str:
        """Another post of bob's."""
        return self.base_url + self.posts["Trail running photos"]

    def as_file(self, folder: Path) -> Path:
        """Write the file that `steward platforms test --as` reads and return its path."""
        path = folder / f"{self.slug}-as.toml"
        path.write_text(
            f'[me]\nuser = "alice"\npassword = "{password_of("alice")}"\n'
            f'[other]\nuser = "bob"\npassword = "{password_of("bob")}"\n'
            f'[target]\npost = "{self.post_url}"\nperson = "carol"\nrecipient = "bob"\nquery = "lenses"\n',
            encoding="utf-8",
        )
        return path
