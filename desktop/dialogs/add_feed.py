"""Adds a feed, and adds a rule for what should follow its new posts."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from automation.commands import AddFeed, AddRule
from desktop.dialogs.base import Dialog
from desktop.questions.account_rows import Usable, usable_accounts
from desktop.widgets.form import Number
from desktop.widgets.icon_label import Row
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench
from models import settings
from models.feed import Feed, feeds

KINDS = {"Like": "like", "Comment": "comment", "Read figures": "stats"}
MOST_MINUTES = 1440


class _ForAccount(Dialog):
    """A dialog that asks for an account first."""

    needs_account = True

    def __init__(self, parent: QWidget | None, bench: Workbench, title: str, do: str, sentence: str) -> None:
        super().__init__(parent, bench, title, do, sentence)
        self.account = QComboBox()
        self.account_field = self.form.add("Account", self.account)
        self.ready(False)
        overlays = bench.profile.overlays
        bench.reading.run(lambda: usable_accounts(overlays), self._take_accounts, self.failed, self)

    def _take_accounts(self, found: list[Usable]) -> None:
        for one in found:
            self.account.addItem(f"@{one.account.username} on {one.account.platform}", one.account.id)
        missing = self.needs_account and not found
        self.account_field.problem("There is no account yet. Add one first." if missing else "")
        self.ready(not missing)

    def _add(self, command: object, said: str) -> None:
        self.send(command, lambda _value: self._sent(said))

    def _sent(self, said: str) -> None:
        self._bench.say(said)
        self.accept()


class AddFeedDialog(_ForAccount):
    """Which feed, for which account or for none, how often."""

    needs_account = False

    def __init__(self, parent: QWidget | None, bench: Workbench) -> None:
        words = "What is in the feed already starts nothing; only posts that are new from now on do."
        super().__init__(parent, bench, "Add a feed", "Watch it", words)
        self.url, self.minutes = QLineEdit(), Number(1, MOST_MINUTES, "min")
        self.url.setPlaceholderText("https://…")
        self.url_field = self.form.add("Address of the feed", self.url)
        self.form.add("Read it every", Row(self.minutes, None))
        bench.reading.run(lambda: settings.get("feed_interval_minutes"), self.minutes.setValue, self.failed, self)
        self.url.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench) -> AddFeedDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.show()
        return found

    def _take_accounts(self, found: list[Usable]) -> None:
        super()._take_accounts(found)
        self.account.addItem("No account, for rules that name it", None)

    def submit(self) -> None:
        """Hand it to the engine."""
        url = self.url.text().strip()
        self.url_field.problem("" if url else "Paste the address first.")
        if url:
            command = AddFeed(self.account.currentData(), url, self.minutes.value() * 60)
            self._add(command, "The feed is watched from now on.")


class AddRuleDialog(_ForAccount):
    """A name, a feed, a condition, and what should follow."""

    def __init__(self, parent: QWidget | None, bench: Workbench) -> None:
        words = "It fires once for a post. What it asks for waits for your approval, as everything does."
        super().__init__(parent, bench, "Add a rule", "Add it", words)
        self.name, self.words, self.feed = QLineEdit(), QLineEdit(), QComboBox()
        self.name_field = self.form.add("Name", self.name)
        self.feed.addItem("Any feed of the account", None)
        self.form.add("Feed", self.feed)
        self.form.add(
            "Only if the title has one of", self.words, "Words with commas between; empty for every new post."
        )
        self.kind = Segments(list(KINDS), lambda name: self.text_field.setVisible(name == "Comment"))
        self.form.add("Then", Row(self.kind, None))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(80)
        self.text_field = self.form.add("Text", self.text)
        self.text_field.hide()
        bench.reading.run(feeds, self._take_feeds, self.failed, self)
        self.name.setFocus()

    @classmethod
    def ask(cls, parent: QWidget, bench: Workbench) -> AddRuleDialog:
        """Open the dialog."""
        found = cls(parent, bench)
        found.show()
        return found

    def _take_feeds(self, found: list[Feed]) -> None:
        for one in found:
            self.feed.addItem(one.title or one.url, one.id)

    def submit(self) -> None:
        """Hand it to the engine."""
        name, kind, text = self.name.text().strip(), KINDS[self.kind.chosen], self.text.toPlainText()
        self.name_field.problem("" if name else "Give it a name.")
        missing = kind == "comment" and not text.strip()
        self.text_field.problem("Write the text first." if missing else "")
        if not name or missing:
            return
        words = [word.strip() for word in self.words.text().split(",") if word.strip()]
        condition: dict[str, Any] = {"title_contains": words} if words else {}
        account, feed = int(self.account.currentData()), self.feed.currentData()
        command = AddRule(name, account, kind, feed, condition, text if kind == "comment" else None)
        self._add(command, "The rule holds from now on.")
