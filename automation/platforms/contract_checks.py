"""The checks of the contract suite, one method per capability; each says in a few words what it saw."""

from __future__ import annotations

import contextlib
from uuid import uuid4

from automation.platforms.contract import Check, NotAsPromised
from automation.platforms.contract_steps import Steps
from automation.platforms.identities import same_handle
from automation.platforms.own_words import same_words
from automation.values import Target
from models.enums import ActionKind, TargetKind, Toggle
from models.errors import SiteError, StewardError

K = ActionKind
_NEEDS = {
    "comment_seen_by_other": "other",
    "follow": "person",
    "unfollow": "person",
    "message": "recipient",
    "message_read_by_other": "other",
    "read_thread": "recipient",
    "search_posts": "query",
    "search_people": "person",
    "search_hashtags": "query",
}


class Suite(Steps):
    """A method per capability, named like it; what fails says so by NotAsPromised or an error of ours."""

    def check(self, name: str) -> Check | None:
        """The check of a capability; None where pack or case do not have what it needs."""
        needed = _NEEDS.get(name)
        if name not in self.pack.capabilities or (needed and not getattr(self.case, needed)):
            return None
        if name == "message_read_by_other" and not self._other_is_recipient():
            return None
        found: Check | None = getattr(self, name, None)
        return found

    async def tidy(self) -> None:
        """Undo what a failed check may have left."""
        for kind, (url, text) in list(self.left.items()):
            with contextlib.suppress(StewardError):
                await self.operator.act(self.case.me, kind, url, text)

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def sign_in(self) -> str:
        await self.operator.sign_in(self.case.me)
        return f"signed in as {self.case.me.user}"

    async def wrong_password(self) -> str:
        async with self.operator.page(self.case.me, signed_in=False) as adapter:
            try:
                await adapter.sign_in(f"not-it-{uuid4().hex[:8]}")
            except SiteError as error:
                return self._expect(error.code, "wrong_password")
        raise NotAsPromised("a wrong password was taken")

    async def identity(self) -> str:
        async with self.operator.page(self.case.me) as adapter:
            shown = await adapter.identity()
        if not shown or not same_handle(shown, self.case.me.user):
            raise NotAsPromised(f"the page says {shown or 'nobody'}")
        return shown

    async def signed_out(self) -> str:
        async with self.operator.page(self.case.me, signed_in=False) as adapter:
            return await self._stops(adapter, self._post(), "signed_out")

    # ── post ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def observe(self) -> str:
        kind = K.LIKE if self.pack.like else (K.COMMENT if self.pack.comment else K.STATS)
        seen = []
        async with self.operator.page(self.case.me) as adapter:
            for _ in range(2):
                await adapter.open(self._post(), kind)
                seen.append(await adapter.observe(kind, self.comment_text))
            if self.pack.like:
                await self._refuses_two(adapter)
        if adapter.clicked or seen[0].toggle != seen[1].toggle or seen[0].found or seen[1].found:
            raise NotAsPromised("looking has changed the page")
        if seen[0].toggle is Toggle.UNKNOWN:
            raise NotAsPromised("the state of the button cannot be read")
        return f"{seen[0].toggle or 'seen'}, twice the same; two candidates refused"

    async def like(self) -> str:
        return await self._switch(K.LIKE, K.UNLIKE, self.case.post)

    async def like_again(self) -> str:
        async with self.operator.page(self.case.me) as adapter:
            await adapter.open(self._post(), K.LIKE)
            seen = await adapter.observe(K.LIKE)
            try:
                await adapter.prepare(K.LIKE)
            except SiteError as error:
                self._expect(error.code, "already")
                return f"{seen.toggle} already, nothing was clicked"
        raise NotAsPromised(f"the button shows {seen.toggle}")

    async def unlike(self) -> str:
        return await self._undo(K.UNLIKE, self.case.post)

    async def stats(self) -> str:
        done = await self.operator.act(self.case.me, K.STATS, self.case.post)
        self._confirmed(done)
        return ", ".join(f"{name} {count}" for name, count in sorted(done.counts.items())) or "read"

    async def not_found(self) -> str:
        groups = self.pack.groups(TargetKind.POST, self.case.post) or {}
        dead = "999999999" if groups.get("post", "").isdigit() else "nothing-of-this-name"
        try:
            address = self.pack.address("post", {**groups, "post": dead})
        except KeyError:
            raise NotAsPromised("the address of a post cannot be built") from None
        async with self.operator.page(self.case.me) as adapter:
            return await self._stops(adapter, Target(TargetKind.POST, address, dead), "not_found")

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def comment(self) -> str:
        done = await self.operator.act(self.case.me, K.COMMENT, self.case.post, self.comment_text)
        if "delete_comment" in self.pack.capabilities:
            self.left[K.DELETE_COMMENT] = (self.case.post, self.comment_text)
        self._confirmed(done)
        return "found on a fresh look"

    async def comment_seen_by_other(self) -> str:
        async with self._other_page() as adapter:
            said = await adapter.comments(self._post())
        own = [one for one in said if same_words(self.comment_text, one.text, self._markup("comment"))]
        if len(own) != 1:
            raise NotAsPromised(f"the other account sees it {len(own)} times among {len(said)} comments")
        if own[0].author is not None and not same_handle(own[0].author, self.case.me.user):
            raise NotAsPromised(f"the other account sees it as {own[0].author}'s")
        return "the other account reads it"

    async def comments(self) -> str:
        async with self.operator.page(self.case.me) as adapter:
            said = await adapter.comments(self._post())
        return f"{len(said)} read"

    async def delete_comment(self) -> str:
        self._confirmed(await self.operator.act(self.case.me, K.DELETE_COMMENT, self.case.post, self.comment_text))
        self.left.pop(K.DELETE_COMMENT, None)
        return "gone on a fresh look"

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def follow(self) -> str:
        return await self._switch(K.FOLLOW, K.UNFOLLOW, self.case.person or "")

    async def unfollow(self) -> str:
        return await self._undo(K.UNFOLLOW, self.case.person or "")

    async def message(self) -> str:
        self._confirmed(await self.operator.act(self.case.me, K.DM, self.case.recipient or "", self.message_text))
        return "found in the thread on a fresh look"

    async def message_read_by_other(self) -> str:
        async with self._other_page() as adapter:
            lines = await adapter.read_thread(self.pack.target(K.DM, self.case.me.user))
        same = [line for line in lines if same_words(self.message_text, line.text, self._markup("message"))]
        if not same or same[-1].ours:
            raise NotAsPromised("the other account does not find it among " + f"{len(lines)} messages")
        return "the other account reads it"

    async def list_threads(self) -> str:
        async with self.operator.page(self.case.me) as adapter:
            rows = await adapter.list_threads()
        if not rows and self.case.recipient:
            raise NotAsPromised("the inbox shows no thread")
        return f"{len(rows)} threads"

    async def read_thread(self) -> str:
        async with self.operator.page(self.case.me) as adapter:
            lines = await adapter.read_thread(self.pack.target(K.DM, self.case.recipient or ""))
        if not any(line.ours and same_words(self.message_text, line.text, self._markup("message")) for line in lines):
            raise NotAsPromised(f"our message is not among {len(lines)}")
        return f"{len(lines)} messages"

    # ── search ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def search_posts(self) -> str:
        async with self.operator.page(self.case.me) as adapter:
            hits = await adapter.search("posts", self.case.query or "")
            words = (self.case.query or "").casefold().split()
            for hit in hits:
                shown = all(word in hit.text.casefold() for word in words)
                post = await self._post_behind(adapter, hit.url) if hit.url and shown else None
                if post is not None:
                    return f"{len(hits)} found, the first leads to post {post}"
        raise NotAsPromised(f"none of {len(hits)} found shows “{self.case.query}” and leads to a post")

    async def search_people(self) -> str:
        person = self.pack.groups(TargetKind.PERSON, self.case.person or "") or {}
        handle = person.get("user", "")
        async with self.operator.page(self.case.me) as adapter:
            hits = await adapter.search("people", handle)
        if not any(handle.casefold() in f"{hit.text} {hit.url}".casefold() for hit in hits):
            raise NotAsPromised(f"{handle} is not among {len(hits)} found")
        return f"{len(hits)} found, {handle} among them"

    async def search_hashtags(self) -> str:
        async with self.operator.page(self.case.me) as adapter:
            hits = await adapter.search("hashtags", self.case.query or "")
        return f"{len(hits)} found"

    # ── what belongs to a person ─────────────────────────────────────────────────────────────────────────────────────

    async def challenge(self) -> str | None:
        return await self._shown("challenge", "challenged")

    async def rate_limited(self) -> str | None:
        return await self._shown("rate_limited", "rate_limited")
