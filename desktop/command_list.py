"""Every command of the window, once: the palette, the keys and the sheet are drawn from this list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from automation.commands import SetSetting
from desktop.command_palette import Command, CommandPalette
from desktop.screens.listed import LISTED
from models import ids, search

if TYPE_CHECKING:
    from desktop.app import App

# Keys that lists answer to by themselves; the sheet names them.
IN_LISTS = (
    ("J  K", "Down and up"),
    ("A", "Approve"),
    ("X", "Decline"),
    ("W", "Why"),
    ("Shift, Ctrl", "Select several"),
    ("Ctrl+A", "Select all"),
    ("Enter", "Change a brand, proxy, content, text or tag"),
    ("Del", "Remove one of these or a block; cancel in the queue"),
)


FOUND, QUIT, STOP = 8, "Ctrl+Q", "Ctrl+."
# Where a row that was found is shown.
PLACES = {
    "accounts": ("accounts", "users"),
    "people": ("people", "user-round"),
    "posts": ("reader", "file-text"),
    "comments": ("comments", "message-circle"),
    "orders": ("orders", "activity"),
    search.SETTINGS: ("settings", "settings"),
}


def commands_of(app: App) -> list[Command]:
    """All of them."""
    screens = [
        Command(f"Go to {entry.title}", partial(app.go, entry.name), f"Ctrl+{i}" if i <= 9 else "", entry.icon)
        for i, entry in enumerate(LISTED, 1)
    ]
    return [
        Command("New action", app.new_action, "Ctrl+N", "plus", "like comment follow message"),
        Command("Add an account", app.add_account, "Ctrl+Shift+N", "users", "sign in"),
        *screens,
        Command("Filter this list", app.find, "Ctrl+F", "search", "search narrow"),
        Command("Pause all accounts, or let them go on", app.pause_all, "Ctrl+Shift+P", "pause", "resume rest"),
        Command("Stop all lanes", lambda: app.rest(True), STOP, "square", "kill switch"),
        Command("Start all lanes again", lambda: app.rest(False), "", "play", "resume"),
        Command("Lock the vault", app.lock, "Ctrl+L", "lock"),
        Command("Lock this window", app.hide_window, "Ctrl+Shift+L", "lock", "pin hide"),
        Command("Set or remove the PIN of this window", app.set_pin, "", "key-round", "pin lock"),
        Command("Activity", app.turn_drawer, "Ctrl+J", "list-ordered", "drawer running"),
        Command("Open another profile", partial(open_profiles, app), "", "users", "chooser switch"),
        Command("Open the practice network", app.open_practice, "", "globe", "try demo"),
        *(_colours(app, wish) for wish in ("light", "dark", "system")),
        Command("All keys", lambda: open_sheet(app), "?", "keyboard", "shortcuts help"),
        Command("Quit", app.window.close, QUIT, "x"),
    ]


def bind_commands(app: App) -> None:
    """Bind every key, and the buttons of the bar."""
    shell, found = app.shell, commands_of(app)
    for command in found:
        if command.keys:
            always, over_dialogs = command.keys == QUIT, command.keys == STOP
            shell.bind(command.keys, command.run, always=always, over_dialogs=over_dialogs)
    shell.bind("Ctrl+K", lambda: open_palette(app))
    shell.bind("Esc", lambda: escape(app))
    shell.search.clicked.connect(lambda: open_palette(app))
    shell.profile.clicked.connect(lambda: open_profiles(app))
    shell.pause.clicked.connect(app.pause_all)
    shell.stop.clicked.connect(lambda: app.rest(True))


def open_palette(app: App) -> CommandPalette:
    """Show the palette, the one that is open first of all."""
    if (open_already := app.shell.findChild(CommandPalette)) is not None and open_already.isVisible():
        open_already.appear()
        return open_already
    look_up = partial(_look_up, app)
    palette = CommandPalette(
        app.shell, app.shell.stop, commands_of(app), lambda link: app.new_action(None, link), look_up
    )
    app.shell.covered.connect(palette.close)
    palette.appear()
    return palette


def _look_up(app: App, typed: str, then: Callable[[Sequence[Command]], None]) -> None:
    """Find words in the store, beside the UI thread."""
    app.reading.run(lambda: search.find(typed, limit=FOUND), lambda hits: then([_go_to(app, h) for h in hits]))


def _go_to(app: App, hit: search.Hit) -> Command:
    screen, icon = PLACES[hit.noun]
    row = None if hit.noun == search.SETTINGS else ids.number(hit.noun, hit.name)
    where = hit.noun.capitalize() if not hit.platform else f"{hit.noun.capitalize()}, {hit.platform}"
    said = "  ·  ".join(filter(None, (hit.title, hit.excerpt, where)))
    return Command(said, partial(app.go, screen, row), "", icon)


def escape(app: App) -> None:
    """One step back: out of a page that is held, out of a filter, the drawer."""
    page = app.shell.screens.currentWidget()
    if page in app.screens.values() and page.escape():
        return
    if app.drawer is not None and app.drawer.isVisible():
        app.turn_drawer()


def _colours(app: App, wish: str) -> Command:
    def choose() -> None:
        app.link.call(SetSetting("theme", wish), lambda _value: app.theme.choose(wish), app.complain)

    icons = {"light": "sun", "dark": "moon"}
    names = {"light": "Light", "dark": "Dark", "system": "The system’s"}
    return Command(f"{names[wish]} colours", choose, "", icons.get(wish, "monitor"), "theme dark light")


def open_profiles(app: App) -> QDialog:
    """Ask which profile."""
    from desktop.dialogs.profiles import ProfilesDialog

    return ProfilesDialog.ask(app.window, app.bench)


def open_sheet(app: App) -> QDialog:
    from desktop.dialogs.keys import KeySheet

    sheet = KeySheet(app.window, [(c.keys, c.title) for c in commands_of(app) if c.keys], IN_LISTS)
    sheet.show()
    sheet.activateWindow()
    return sheet
