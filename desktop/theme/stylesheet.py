"""The style sheet, drawn from tokens; widgets name their part with the dynamic property `role`."""

from __future__ import annotations

from string import Template

from desktop.theme.tokens import PANEL_RADIUS, RADIUS, SECONDARY, SECTION, TITLE, Tokens, mix

_SHEET = Template("""
QWidget#window, QDialog { background: $window; color: $text; }
QLabel { background: transparent; color: $text; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="section"] { font-size: ${section}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="secondary"] { font-size: ${secondary}px; color: $muted; }
QLabel[role="mono"] { font-family: monospace; }
QLabel[role="problem"] { color: $bad; }
QLabel[role="figure"] { font-size: 28px; font-weight: 600; }
QFrame[role="panel"] { background: $surface; border: 1px solid $border; border-radius: ${panel}px; }
QFrame[role="plain"] { background: $surface; border: none; }
QFrame[role="quote"] { background: $raised; border: none; border-radius: ${radius}px; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="bar"] { background: $window; border: none; border-bottom: 1px solid $border; }
QFrame[role="foot"] { background: $window; border: none; border-top: 1px solid $border; }
QFrame[role="side"] { background: $window; border: none; border-right: 1px solid $border; }
QFrame[role="inspector"] { background: $surface; border: none; border-left: 1px solid $border; }
QFrame[role="banner"] { background: $raised; border: none; border-bottom: 1px solid $border; }
QFrame[role="notice"] { background: $text; border: none; border-radius: ${radius}px; }
QFrame[role="notice"] QLabel { color: $surface; }
QFrame[role="notice"] QPushButton { background: transparent; border: none; color: $surface; font-weight: 600; }
QFrame[role="notice"] QPushButton:focus { border: 1px solid $surface; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }

QPushButton { background: $surface; color: $text; border: 1px solid $control_border; border-radius: ${radius}px;
    padding: 6px 12px; min-height: 18px; }
QPushButton:hover { background: $raised; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 11px; }
QPushButton:disabled { color: $muted; border-color: $border; background: $window; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $raised; color: $muted; border-color: $border; }
QPushButton[role="danger"] { color: $bad; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; }
QPushButton[role="quiet"]:hover { background: $raised; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; }
QPushButton[role="quiet"]:checked { background: $selected; }
QPushButton[role="search"] { background: $surface; color: $muted; text-align: left; padding: 6px 12px; }
QPushButton[role="segment"] { border-radius: 0; border-left-width: 0; }
QPushButton[role="segment"]:checked { background: $selected; color: $accent; }
QPushButton[role="segment"][edge="first"] { border-left-width: 1px; border-top-left-radius: ${radius}px;
    border-bottom-left-radius: ${radius}px; }
QPushButton[role="segment"][edge="last"] { border-top-right-radius: ${radius}px;
    border-bottom-right-radius: ${radius}px; }
QPushButton[role="nav"] { background: transparent; border: 2px solid transparent; text-align: left; padding: 3px 8px;
    font-weight: 400; }
QPushButton[role="group"] { background: transparent; border: 2px solid transparent; text-align: left;
    padding: 2px 8px; min-height: 16px; font-size: 11px; font-weight: 600; color: $muted; letter-spacing: 1px; }
QPushButton[role="group"]:hover { background: $raised; }
QPushButton[role="group"]:focus { border: 2px solid $accent; }
QPushButton[role="nav"]:hover { background: $raised; }
QPushButton[role="nav"]:checked { background: $selected; color: $accent; font-weight: 600; }
QPushButton[role="nav"]:focus { border: 2px solid $accent; }

QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox { background: $surface; color: $text;
    border: 1px solid $control_border; border-radius: ${radius}px; padding: 6px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border: 2px solid $accent; padding: 5px 7px; }
QLineEdit { min-height: 18px; }
QAbstractSpinBox { padding: 5px 8px; }
QAbstractSpinBox:focus { padding: 4px 7px; }
QComboBox { padding: 6px 8px 6px 10px; }
QComboBox:focus { padding: 5px 7px 5px 9px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
    color: $muted; background: $window; border-color: $border; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border: 1px solid $bad; }
QLineEdit[role="palette"] { border: none; font-size: ${section}px; padding: 12px 16px; background: transparent; }
QPlainTextEdit[role="log"] { font-family: monospace; font-size: ${secondary}px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$parts/chevron-down-$name.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $border;
    selection-background-color: $selected; selection-color: $text; outline: none; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    border: none; background: transparent; width: 18px; }
QAbstractSpinBox::up-arrow { image: url("$parts/chevron-up-$name.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$parts/chevron-down-$name.svg"); width: 12px;
    height: 12px; }
QDateTimeEdit::drop-down { border: none; width: 24px; }
QCheckBox, QRadioButton { spacing: 8px; color: $text; padding: 3px; border: 2px solid transparent;
    border-radius: ${radius}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $control_border; border-radius: 4px;
    background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$parts/check-$name.svg"); }
QCheckBox::indicator:disabled { background: $raised; border-color: $border; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $control_border; border-radius: 8px;
    background: $surface; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; }

QTableView, QListView { background: $surface; color: $text; border: none; outline: none; gridline-color: $border;
    selection-background-color: $selected; selection-color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $border;
    padding: 8px 8px 8px 10px; font-size: ${secondary}px; font-weight: 600; }
QHeaderView::up-arrow { image: url("$parts/chevron-up-$name.svg"); width: 12px; height: 12px; }
QHeaderView::down-arrow { image: url("$parts/chevron-down-$name.svg"); width: 12px; height: 12px; }
QProgressBar { background: $raised; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $muted; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $control_border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QCalendarWidget QWidget { background: $surface; color: $text; }
""")


def stylesheet(tokens: Tokens, parts: str) -> str:
    """The whole sheet for a theme; `parts` is the folder with the drawn parts."""
    return _SHEET.substitute(
        tokens._asdict(),
        selected=tokens.selected,
        control_border=tokens.control_border,
        accent_hover=mix(tokens.text, tokens.accent, 0.15),
        parts=parts,
        secondary=SECONDARY,
        section=SECTION,
        title=TITLE,
        radius=RADIUS,
        panel=PANEL_RADIUS,
    )
