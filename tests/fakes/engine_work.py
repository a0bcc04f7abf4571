"""What the fake engine does with each command: it writes the rows that the real one would, and announces them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from automation import commands as c
from automation import events as e
from automation.triggers import feeds
from models import clock, settings
from models.account import account, add_account, change_account, remove_account
from models.action import Action, action, move, state_counts
from models.backup import last_proven
from models.database import sql
from models.enums import ActionKind, State
from models.errors import BadInput, StewardError
from models.paths import Profile
from models.review import answer_reviews, open_reviews, resolve_reviews
from models.session import drop_session, keep_session
from tests.fakes.engine_kept import KeptWork
from tests.fakes.filled_store import FilledStore
from tests.fakes.page_pictures import post_page

RECOVERY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ"
Do = Callable[[Any], Any]


class Work(KeptWork):
    """One method per command, named after it."""

    def __init__(self, profile: Profile, announce: Callable[..., None]) -> None:
        self._profile, self._announce = profile, announce
        self.pin_file, self.told_file = profile.folder / "fake-pin", profile.folder / "present"
        self._vault_file, self._inputs = profile.folder / "fake-vault.json", profile.folder / "inputs.jsonl"
        self._store = FilledStore(profile)
        self._pages: set[int] = set()

    def do(self, command: Any) -> Any:
        """The reply to a command."""
        method: Do | None = getattr(self, f"do_{type(command).__name__}", None)
        if method is None:
            raise BadInput("bad_message", type(command).__name__)
        return method(command) or {}

    # ── how it stands ────────────────────────────────────────────────────────────────────────────────────────────────
    def _vault(self) -> dict[str, Any]:
        found = json.loads(self._vault_file.read_text()) if self._vault_file.exists() else None
        return found or {"exists": False, "locked": True, "kind": None, "passphrase": None}

    def _keep_vault(self, **changes: Any) -> None:
        vault = self._vault() | changes
        self._vault_file.write_text(json.dumps(vault))
        self._announce(e.VaultChanged(vault["locked"]))

    def do_Status(self, _command: c.Status) -> dict[str, Any]:
        vault = {**self._vault(), "key_id": None}
        vault.pop("passphrase")
        running = sql("SELECT account_id, id FROM actions WHERE state = 'running'")
        lanes = [{"account": a, "action": i} for a, i in running]
        pages = sorted({*self._pages, *(a for a, _ in running)})
        return {
            "states": state_counts(),
            "lanes": lanes,
            "reviews": len(open_reviews()),
            "vault": vault,
            "feeds": 0,
            "paused": bool(settings.get("stopped")),
            "pages": pages,
            "pin": self.pin_file.exists(),
            "findings": self.findings(),
            "restore_proven_at": clock.to_iso(last_proven()),
        }

    def do_Lanes(self, command: c.Lanes) -> dict[str, Any]:
        settings.put("stopped", not command.on)
        self._announce(e.ConfigurationChanged("lanes"))
        return {"in_flight": []}

    # ── the vault ────────────────────────────────────────────────────────────────────────────────────────────────────
    def do_VaultInit(self, command: c.VaultInit) -> dict[str, Any]:
        kind = "keychain" if command.use_keychain else "passphrase"
        self._keep_vault(exists=True, locked=False, kind=kind, passphrase=command.passphrase)
        return {"recovery_key": RECOVERY}

    def do_VaultUnlock(self, command: c.VaultUnlock) -> None:
        vault = self._vault()
        if command.recovery_key not in {None, RECOVERY}:
            raise StewardError("wrong_recovery_key")
        if command.recovery_key is None and vault["kind"] == "passphrase" and command.passphrase != vault["passphrase"]:
            raise StewardError("wrong_passphrase")
        self._keep_vault(locked=False)

    def do_VaultLock(self, _command: c.VaultLock) -> None:
        self._keep_vault(locked=True)

    # ── accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def do_AddAccount(self, command: c.AddAccount) -> dict[str, Any]:
        instance = (command.base_url or "").partition("://")[2]
        made = add_account(command.platform, instance, command.username, command.base_url)
        entry = "(sequence, kind, account_id, at, body, previous, hash)"
        known = "SELECT coalesce(max(sequence), 0) + 1, 'account_added', ?1, 0, '{}', 'new' || ?1, 'new' || ?1"
        sql(f"INSERT INTO audit_entries {entry} {known} FROM audit_entries", (made.id,))
        self._announce(e.AccountChanged(made.id))
        return {"account": made.id}

    def _change(self, number: int, **columns: Any) -> None:
        change_account(number, **columns)
        self._announce(e.AccountChanged(number))

    def do_EditAccount(self, command: c.EditAccount) -> None:
        changes = {key: value for key, value in command.changes.items() if key != "password"}
        self._change(command.account, **changes)

    def do_Authorise(self, command: c.Authorise) -> None:
        note, until = command.note, command.until
        self._change(command.account, authority_kind=command.kind, authority_note=note, authority_until=until)

    def do_RemoveAccount(self, command: c.RemoveAccount) -> None:
        remove_account(command.account)
        self._announce(e.AccountChanged(command.account))

    def do_Pause(self, command: c.Pause) -> None:
        chosen = [command.account] if command.account is not None else [i for (i,) in sql("SELECT id FROM accounts")]
        for number in chosen:
            self._change(number, paused=command.on)
            if not command.on and command.account is not None:
                self._change(number, health="ok", health_code=None)
                resolve_reviews(number, "operator")
                self._announce(e.ReviewChanged(number, "resumed"))

    def _signed_in(self, number: int) -> None:
        keep_session(number, b"sealed")
        self._change(number, enabled=True)

    def do_SignIn(self, command: c.SignIn) -> dict[str, Any]:
        if command.with_vault:
            self._signed_in(account(command.account).id)
        else:
            self._open(command.account)
        return {"live": not command.with_vault}

    def do_SignOut(self, command: c.SignOut) -> None:
        drop_session(command.account)
        self._change(command.account, health="signed_out", health_code="signed_out_here")

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _open(self, number: int) -> None:
        self._pages.add(number)
        self._announce(e.PageOpened(number, "http://127.0.0.1/"))

    def _close(self, number: int) -> None:
        self._pages.discard(number)
        self._announce(e.PageClosed(number))

    def do_OpenPage(self, command: c.OpenPage) -> None:
        self._open(command.account)

    def do_TakeOver(self, command: c.TakeOver) -> None:
        (self._open if command.on else self._close)(command.account)

    def do_ClosePage(self, command: c.ClosePage) -> None:
        if command.keep:
            self._signed_in(command.account)
        self._close(command.account)

    def do_Watch(self, command: c.Watch) -> None:
        if command.on:
            self._announce(e.FrameShown(command.account, 1280, 800), post_page()[0])

    def do_PageInput(self, command: c.PageInput) -> None:
        with self._inputs.open("a") as out:
            out.write(json.dumps({"kind": command.kind, **command.data}) + "\n")

    def do_FindBrowser(self, _command: c.FindBrowser) -> dict[str, Any]:
        return {"path": "/usr/bin/a-browser", "source": "system"}

    def do_FetchBrowser(self, command: c.FetchBrowser) -> dict[str, Any]:
        self._announce(e.Progress("browser", 40, 100, "40 of 100 MB"))
        self._announce(e.Progress("browser", 0, 0, ended=True))
        return self.do_FindBrowser(c.FindBrowser())

    # ── actions ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _move(self, found: Action, state: State, **columns: Any) -> None:
        move(found.id, state, **columns)
        self._announce(e.ActionChanged(found.id, found.account_id, state, columns.get("code")))

    def do_Submit(self, command: c.Submit) -> dict[str, Any]:
        if "://" not in command.url:
            raise BadInput("bad_url", command.url)
        state = State.QUEUED if command.approve else State.AWAITING_APPROVAL
        due = command.due_at or clock.now()
        target = command.url.rpartition("/")[2].removeprefix("@")
        made = self._store.action(
            command.account, ActionKind(command.kind), target, state, text=command.text, due_at=due
        )
        self._announce(e.ActionChanged(made, command.account, state))
        return {"action": made, "state": state, "new": True}

    def do_Answer(self, command: c.Answer) -> None:
        for number in command.actions:
            ended = {} if command.approve else {"code": "declined", "done_at": clock.now()}
            self._move(action(number), State.QUEUED if command.approve else State.CANCELLED, **ended)

    def do_Cancel(self, command: c.Cancel) -> None:
        for number in command.actions:
            self._move(action(number), State.CANCELLED, code="cancelled", done_at=clock.now())

    def do_Retry(self, command: c.Retry) -> None:
        self._move(action(command.action), State.QUEUED, code=None)

    def do_Settle(self, command: c.Settle) -> None:
        happened = command.answer == "happened"
        found = action(command.action)
        answer_reviews(found.id, command.answer)
        self._move(found, State.CONFIRMED if happened else State.FAILED, done_at=clock.now())
        self._announce(e.ReviewChanged(found.account_id, "settled"))

    def do_Reveal(self, command: c.Reveal) -> dict[str, Any]:
        if self._vault()["locked"]:
            raise StewardError("vault_locked")
        sealed = action(command.action).sealed_text
        return {"text": None if sealed is None else sealed.decode()}

    def do_Receipt(self, command: c.Receipt) -> dict[str, Any]:
        return {"action": {"id": command.action, "state": action(command.action).state}}

    # ── configuration ────────────────────────────────────────────────────────────────────────────────────────────────
    def do_AddFeed(self, command: c.AddFeed) -> dict[str, Any]:
        made = feeds.watch(command.account, command.url, command.interval_s)
        self._announce(e.ConfigurationChanged("feeds"))
        return {"feed": made.id}

    def do_EnableFeed(self, command: c.EnableFeed) -> None:
        feeds.switch(command.feed, command.on)
        self._announce(e.ConfigurationChanged("feeds"))

    def do_EditFeed(self, command: c.EditFeed) -> None:
        feeds.edit(command.feed, command.account, command.interval_s)
        self._announce(e.ConfigurationChanged("feeds"))

    def do_SetSetting(self, command: c.SetSetting) -> dict[str, Any]:
        value = settings.parse(command.key, command.value)
        settings.put(command.key, value)
        self._announce(e.ConfigurationChanged("settings"))
        return {"value": value}
