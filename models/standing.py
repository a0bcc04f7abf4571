"""Where accounts, brands, feeds and rules stand: the present's word, which no restore takes back."""

from __future__ import annotations

from models.database import sql

# No stop, pause or switching off is lifted, no leave given back.
_STOPPED = "CASE WHEN now.health <> 'ok' THEN now.{0} ELSE accounts.{0} END"
_ALLOWED = "CASE WHEN accounts.authority_kind IS NOT NULL THEN now.{0} END"
STANDING = {
    "accounts": {
        **{column: _STOPPED.format(column) for column in ("health", "health_code", "health_at")},
        **{column: _ALLOWED.format(column) for column in ("authority_kind", "authority_note", "authority_until")},
        "paused": "max(accounts.paused, now.paused)",
        "enabled": "min(accounts.enabled, now.enabled)",
        "auto_approve": "(SELECT json_group_array(value) FROM json_each(accounts.auto_approve)"
        " WHERE value IN (SELECT value FROM json_each(now.auto_approve)))",
    },
    "feeds": {"enabled": "min(feeds.enabled, now.enabled)"},
    "rules": {"enabled": "min(rules.enabled, now.enabled)"},
    "brands": {"status": "CASE WHEN now.status <> 'active' THEN now.status ELSE brands.status END"},
}


def keep_standing() -> None:
    """What rests at present rests still, and who was signed out is."""
    for table, standing in STANDING.items():
        setting = ", ".join(f"{column} = {value}" for column, value in standing.items())
        sql(f"UPDATE {table} SET {setting} FROM present.{table} AS now WHERE now.id = {table}.id")
    sql(
        "DELETE FROM sessions WHERE account_id IN (SELECT id FROM present.accounts)"
        " AND account_id NOT IN (SELECT account_id FROM present.sessions)"
    )


def rest_everything() -> None:
    """Let all lanes rest until a person starts them: what was restored comes back paused."""
    sql(
        "INSERT INTO settings (key, value) VALUES ('stopped', 'true')"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
