"""Everything about one account: by what right, how it stands, what it may do without asking."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from automation.commands import EditAccount, OpenPage, Pause, SignIn
from desktop import messages, times, wording
from desktop.inspectors.base import Inspector
from desktop.inspectors.belonging_part import BelongingPart
from desktop.inspectors.tags_part import TagsPart
from desktop.questions.account_rows import AccountDetail, AccountRow, account_detail
from desktop.tables.accounts import authority, standing
from desktop.tables.nouns import told
from desktop.theme.tokens import S4, S8, S12
from desktop.widgets.facts import Facts
from desktop.widgets.flow import Flow
from desktop.widgets.icon_label import Badge, Button, Row, RowButton, emptied
from desktop.widgets.plain import Elided, Label, line, tip
from desktop.widgets.secret_field import SecretField
from desktop.workbench import Workbench
from models import clock, ids
from models.enums import PERFORMED, READING
from models.errors import StewardError

ASKED = tuple(kind for kind in PERFORMED if kind not in READING)
CAPS = {"like": "Likes", "comment": "Comments", "follow": "Follows", "message": "Messages", "read": "Readings"}


class AccountInspector(Inspector):
    """Shows the account it is given."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__("Choose an account to see all about it.")
        self._bench = bench
        self.row: AccountRow | None = None
        self._filling = False
        self._head()
        self._sign_in_part()
        self._authority_part()
        self._asking_part()
        self._figures = QGridLayout()
        grid = QWidget()
        grid.setLayout(self._figures)
        self._figures.setContentsMargins(0, 0, 0, 0)
        self._figures.setHorizontalSpacing(S12)
        self._tried = self.section("Attempts", grid)
        self._quiet_part()
        self.belonging = BelongingPart(bench)
        self.section("Brand and proxy", self.belonging)
        self.tags = TagsPart(bench, "accounts")
        self.section("Tags", self.tags)
        self.profile, self.life = Facts(), Facts()
        self._profile = self.section("On the site", self.profile)
        self.section("Its life here", self.life)
        self._end_part()
        self.column.addStretch(1)

    # ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _head(self) -> None:
        self.state, self.number = Badge(), Label(role="secondary", selectable=True)
        self.name, self.site = Elided(role="section"), Elided(role="secondary")
        self.column.addWidget(Row(self.state, None, self.number))
        self.column.addWidget(self.name)
        self.column.addWidget(self.site)
        self.said = Label(wrap=True)
        self.column.addWidget(self.said)
        self.resume = Button("Resume", "primary", "play", pressed=lambda: self._pause(False))
        self.pause = Button("Pause", "", "pause", pressed=lambda: self._pause(True))
        self.act = Button("New action", "", "plus", pressed=self._act)
        self.column.addWidget(Flow(self.resume, self.pause, self.act))
        self.column.addWidget(line())

    def _sign_in_part(self) -> None:
        self.signed = Label(wrap=True)
        self.live = Button("Sign in yourself", "", "monitor-play", pressed=lambda: self._sign_in(False))
        self.live.setToolTip("Opens the site’s own sign-in page in the live view.")
        self.with_vault = RowButton("With the password", "", "key-round", pressed=lambda: self._sign_in(True))
        self.with_vault.setToolTip("Fills in the password that the vault holds.")
        self.open = Button("Open its page", "quiet", "globe", pressed=self._open)
        self.leave = Button("Sign out…", "quiet", "log-in", pressed=self._sign_out)
        self.leave.setToolTip("Closes its page and deletes its session here; the site is not told.")
        self.password = SecretField("New password")
        self.keep = Button("Keep", pressed=self._keep_password)
        self.password.textChanged.connect(lambda text: self.keep.setEnabled(bool(text)))
        self.keep.setEnabled(False)
        keeping = Row(self.password, self.keep)
        self.section("Sign-in", self.signed, Flow(self.live, self.with_vault, self.open, self.leave), keeping)

    def _authority_part(self) -> None:
        self.right, self.note = Badge(role=""), Label(role="secondary", wrap=True)
        self.authorise = Button("Record authority…", "", "shield-check", pressed=self._authorise)
        self.section("Authority", self.right, self.note, Row(self.authorise, None))

    def _asking_part(self) -> None:
        grid = QWidget()
        inside = QGridLayout(grid)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setVerticalSpacing(S4)
        self.auto: dict[str, QCheckBox] = {}
        for number, kind in enumerate(ASKED):
            box = QCheckBox(wording.KINDS[kind].word)
            box.toggled.connect(self._auto_changed)
            self.auto[str(kind)] = box
            inside.addWidget(box, number // 2, number % 2)
        words = "What is ticked is done without asking you; the limits and all other rules hold all the same."
        self.section("Approve without asking", Label(words, "secondary", wrap=True), grid)

    def _quiet_part(self) -> None:
        self.quiet, self.zone = QLineEdit(), QLineEdit()
        self.quiet.setPlaceholderText("22:00-07:00")
        self.zone.setPlaceholderText("Europe/Paris")
        for field, name, label in ((self.quiet, "quiet_hours", "Quiet hours"), (self.zone, "zone", "Time zone")):
            field.setAccessibleName(label)
            field.editingFinished.connect(lambda f=field, n=name: self._text_changed(f, n))
        self.section("Quiet hours", Row(self.quiet, self.zone, spacing=S8))

    def _end_part(self) -> None:
        self.enabled = Button("Switch off", "", "circle-slash", pressed=self._turn)
        self.remove = Button("Remove…", "danger", "trash-2", pressed=self._remove)
        self.section("This account", Flow(self.enabled, self.remove))

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────
    def take(self, found: AccountRow | None) -> None:
        """Show an account, or nothing."""
        another = found is None or self.row is None or self.row.id != found.id
        self.row = found
        if found is None:
            self.show_nothing()
            return
        self.with_vault.about(found.id)
        self.show_row(top=another)
        if another:
            for field in (self.password, self.quiet, self.zone):
                field.setText("")  # what was typed for the one before is not sent for this one
            self._let_answer(False)
        self.state.take(standing(found))
        self.number.setText(ids.public("accounts", found.id))
        self.name.setText(f"@{found.username}")
        self.site.setText(f"{found.platform} · {found.instance}" if found.instance else found.platform)
        self.tags.take(found.id)
        self._read()

    def _read(self) -> None:
        if self.row is not None:
            account = self.row.id
            self._bench.reading.run(lambda: account_detail(account), self._take_detail, owner=self)

    def _take_detail(self, detail: AccountDetail) -> None:
        found = detail.account
        if self.row is None or self.row.id != found.id:
            return
        now = clock.now()
        code = found.health_code if found.health != "ok" else "never_signed_in" if detail.awaits_session else None
        self.said.say(messages.message(code, f"@{found.username}").text if code else "")
        stopped = found.paused or found.health != "ok"
        self.resume.setVisible(stopped and found.enabled)
        self.pause.setVisible(not stopped and found.enabled)
        self.act.setVisible(found.enabled)
        signed = f"Signed in {times.relative(detail.session_at, now)}." if detail.session_at else "Not signed in."
        kept = "The vault holds its password." if detail.has_password else "No password is kept."
        self.signed.setText(f"{signed} {kept}")
        self.signed.setToolTip(tip(times.exact(detail.session_at)))
        self.with_vault.setVisible(detail.has_password)
        self.leave.setVisible(detail.session_at is not None)
        self._show_authority(detail, now)
        self.belonging.take(found.id, detail.brand_id, detail.proxy_id)
        self._fill(detail)
        self._let_answer(True)

    def _let_answer(self, on: bool) -> None:
        """Until the account is read, these still show how the one before stands."""
        for part in (self.resume, self.pause, *self.auto.values(), self.belonging, self.enabled):
            part.setEnabled(on)

    def _show_authority(self, detail: AccountDetail, now: int) -> None:
        found = detail.account
        sign = authority(found.authority_kind, found.authority_until, now)
        words = {
            "Own": "Your own account",
            "Client": "Run for a client",
            "Missing": "None recorded, so nothing is clicked",
        }
        self.right.take(sign._replace(word=words.get(sign.word, sign.word)))
        until = f"until {times.exact(found.authority_until)}" if found.authority_until else ""
        self.note.say(" · ".join(part for part in (found.authority_note or "", until) if part))

    def _fill(self, detail: AccountDetail) -> None:
        self._filling = True
        for kind, box in self.auto.items():
            box.setChecked(kind in detail.account.auto_approve)
        for field, value in ((self.quiet, detail.account.quiet_hours), (self.zone, detail.account.zone)):
            if not field.isModified():  # what is being typed is not sent yet
                field.setText(value or "")
        self.enabled.setText("Switch off" if detail.account.enabled else "Switch on")
        self._filling = False
        self._profile.setVisible(self.profile.take(told(detail.profile)))
        self.life.take(told(detail.life))
        emptied(self._figures)
        for line_, (cap, (hour, day)) in enumerate(sorted(detail.tried.items())):
            self._figures.addWidget(Label(CAPS.get(cap, cap)), line_, 0)
            self._figures.addWidget(Label(f"{hour:,} in the last hour, {day:,} in 24 h", "secondary"), line_, 1)
        self._figures.setColumnStretch(1, 1)
        self._tried.setVisible(bool(detail.tried))

    # ── what can be done ─────────────────────────────────────────────────────────────────────────────────────────────
    def _edit(self, **changes: object) -> None:
        if self.row is not None:
            self._bench.link.call(EditAccount(self.row.id, changes), None, self._refused)

    def _refused(self, error: StewardError) -> None:
        self._read()  # what was chosen is not so
        self._bench.complain(error)

    def _act(self) -> None:
        if self.row is not None:
            self._bench.act(self.row.id)

    def _pause(self, on: bool) -> None:
        if self.row is not None:
            self._bench.link.call(Pause(self.row.id, on), None, self._bench.complain)

    def _sign_in(self, with_vault: bool) -> None:
        if self.row is None:
            return
        account, name = self.row.id, self.row.username
        self.with_vault.begin(account)

        def done(_value: dict[str, Any]) -> None:
            self.with_vault.end(account)
            if with_vault:
                self._bench.say(f"@{name} is signed in.")
            else:
                self.show_page(self._bench, account, account, name)

        def failed(error: StewardError) -> None:
            self.with_vault.end(account)
            self._bench.complain(error)

        self._bench.link.call(SignIn(account, with_vault), done, failed)

    def _sign_out(self) -> None:
        from desktop.dialogs.sign_out import SigningOut

        if self.row is not None:
            SigningOut.ask(self.window(), self._bench, self.row.id, self.row.username)

    def _open(self) -> None:
        if self.row is not None:
            bench, account, name = self._bench, self.row.id, self.row.username
            bench.link.call(OpenPage(account), lambda _v: self.show_page(bench, account, account, name), bench.complain)

    def _keep_password(self) -> None:
        if self.row is None or not self.password.text():
            return
        account, typed = self.row.id, self.password.text()
        self.keep.setEnabled(False)

        def kept(_value: object) -> None:
            if self.row is not None and self.row.id == account and self.password.text() == typed:
                self.password.clear()
            self._bench.say("The password is in the vault.")

        def refused(error: StewardError) -> None:
            self.keep.setEnabled(bool(self.password.text()))
            self._bench.complain(error)

        self._bench.link.call(EditAccount(account, {"password": typed}), kept, refused)

    def _auto_changed(self) -> None:
        if not self._filling:
            self._edit(auto_approve=[kind for kind, box in self.auto.items() if box.isChecked()])

    def _text_changed(self, field: QLineEdit, name: str) -> None:
        if field.isModified():
            field.setModified(False)
            self._edit(**{name: field.text().strip() or None})

    def _turn(self) -> None:
        if self.row is not None:
            self._edit(enabled=not self.row.enabled)

    def _authorise(self) -> None:
        from desktop.dialogs.authorise import Authorising

        if self.row is not None:
            Authorising.ask(self.window(), self._bench, self.row.id, self.row.username)

    def _remove(self) -> None:
        from desktop.dialogs.remove_account import RemoveAccountDialog

        if self.row is not None:
            RemoveAccountDialog.ask(self.window(), self._bench, self.row.id, self.row.username)
