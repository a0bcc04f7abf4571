"""One table, one writer: which room may call what writes to a table of the store.

Writing is found in two steps: the functions of models that write, with the tables they reach (directly or through each
other), and every place in automation and desktop that names such a function, a table class or writing SQL.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tests.test_house_rules import called, functions, name_of, python_files, report, tree_of

# Who may write each table. What upkeep writes of others' is into a restored store: what no restore takes back.
# `imports` may write all, through the same functions; models is how it is done.
WRITERS = {
    "actions": {"queue", "audit", "upkeep"},
    "approvals": {"queue", "audit"},
    "ledger": {"queue", "audit", "upkeep"},
    "fingerprints": {"queue", "upkeep"},
    "attempts": {"engine", "upkeep"},
    "reservations": {"engine", "upkeep"},
    "cap_counts": {"engine", "upkeep"},
    "verifications": {"verification"},
    "audit_entries": {"audit"},
    "evidence": {"audit"},
    "accounts": {"runtime", "lifecycle", "upkeep"},
    "reviews": {"lifecycle", "upkeep"},
    "posts": {"engine", "runtime"},  # a person's marks
    "snapshots": {"engine"},
    "sessions": {"engine", "upkeep"},
    "secrets": {"vault", "upkeep"},
    "feeds": {"triggers", "runtime"},
    "feed_entries": {"triggers"},
    "rules": {"runtime", "triggers"},  # when it last fired
    "rule_firings": {"triggers"},
    "schedules": {"triggers", "runtime"},
    "blocklist": {"runtime", "upkeep"},
    "settings": {"runtime", "upkeep"},
    # What was found on sites.
    "identities": {"engine", "runtime"},
    "people": {"engine", "runtime"},
    "person_names": {"engine", "runtime"},
    "comments": {"engine"},
    "threads": {"engine"},
    "messages": {"engine"},
    "media": {"engine"},
    "hashtags": {"engine"},
    "post_hashtags": {"engine"},
    "runs": {"engine"},
    "api_usage": {"engine"},
    "feed_polls": {"triggers"},
    # What is configured.
    "tags": {"runtime"},
    "account_tags": {"runtime"},
    "person_tags": {"runtime"},
    "post_tags": {"runtime"},
    "brands": {"runtime"},
    "proxies": {"runtime"},
    "content": {"runtime"},
    "texts": {"runtime"},
    "providers": {"runtime"},
    "old_triggers": {"runtime"},
    # The life of an account, and what is followed.
    "account_states": {"lifecycle"},
    "warmup_steps": {"lifecycle"},
    "check_plans": {"engine", "runtime"},
    "check_steps": {"engine", "runtime"},
    "orders": {"engine"},
    # How it is kept.
    "search": {"upkeep"},
    "search_changed": {"upkeep"},
    "imports": set(),
    "legacy_refs": {"engine"},  # two rows that turn out to be one person: what came along follows
    "due": {"upkeep"},
    "missed": {"upkeep"},
    "backups": {"upkeep"},
    "daily_metrics": {"upkeep"},
    "erasures": {"audit"},
    "audit_checkpoints": {"audit"},
}
OPEN_TO_ALL = {"imports"}
# Retention and erasure are the only deleters, whatever room wrote the row.
DELETER = "audit"
GOES = {
    "attempts", "verifications", "posts", "snapshots", "people", "person_names", "identities", "comments", "threads",
    "messages", "media", "feed_entries", "feed_polls", "cap_counts", "reservations", "reviews", "blocklist", "orders",
    "legacy_refs", "search", "search_changed", "person_tags", "fingerprints", "feeds", "rules", "schedules",
    "runs", "imports",
}  # fmt: skip
# Rows that belong to the store itself.
STORES_OWN = {"counters"}
WRITING_METHODS = {
    *("insert", "insert_many", "insert_from", "replace", "replace_many", "create", "get_or_create", "bulk_create"),
    *("update", "bulk_update", "delete", "delete_by_id", "delete_instance", "save", "truncate_table"),
}
WRITING_SQL = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+(?!SET\b|OR\b)(\w+)"
)

Function = tuple[str, str]


def module_of(path_name: str) -> str:
    return path_name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_from_models(tree: ast.Module, module: str) -> dict[str, str]:
    """Local name → dotted name in models, for what a module imports and, in models, for what it defines."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "models":
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
    if module.startswith("models."):
        found |= {node.name: f"{module}.{node.name}" for node in tree.body if hasattr(node, "name")}
    return found


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """The full dotted name that an expression stands for, as far as models is concerned; else nothing."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "models" if node.id == "models" else "")
    if isinstance(node, ast.Attribute):
        above = dotted(node.value, names)
        return f"{above}.{node.attr}" if above else ""
    return ""


@cache
def table_classes() -> dict[str, str]:
    """Dotted class name → table, as each class's Meta says it."""
    return {
        f"{module_of(name_of(path))}.{node.name}": meta.value.value
        for path in python_files("models")
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef)
        for meta in ast.walk(node)
        if isinstance(meta, ast.Assign) and getattr(meta.targets[0], "id", "") == "table_name"
        if isinstance(meta.value, ast.Constant)
    }


def written_here(node: ast.AST, names: dict[str, str]) -> Iterator[str]:
    """The tables that a piece of code writes by itself: by a table class, by `add` or `change`, or by SQL."""
    tables = table_classes()
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in WRITING_METHODS:
            yield from filter(None, [tables.get(dotted(part.value, names))])
        elif isinstance(part, ast.Call) and called(part) in {"add", "change"} and part.args:
            yield from filter(None, [tables.get(dotted(part.args[0], names))])
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from WRITING_SQL.findall(part.value)


def named_here(node: ast.AST, names: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Everything of models that a piece of code names, called or handed on, with its line."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name | ast.Attribute) and isinstance(part.ctx, ast.Load):
            full = dotted(part, names)
            if full.startswith("models."):
                yield full, part.lineno


@cache
def writing_functions() -> dict[str, frozenset[str]]:
    """Dotted function of models → the tables that it writes, by itself or through another."""
    writes: dict[str, set[str]] = defaultdict(set)
    uses: dict[str, set[str]] = defaultdict(set)
    for path in python_files("models"):
        module = module_of(name_of(path))
        if module.startswith("models.migrations"):
            continue
        names = imported_from_models(tree_of(path), module)
        for function in functions(tree_of(path)):
            writes[f"{module}.{function.name}"].update(written_here(function, names))
            uses[f"{module}.{function.name}"].update(full for full, _ in named_here(function, names))
    while grown := [
        (name, reached)
        for name, used in uses.items()
        if (reached := set().union(*(writes.get(other, set()) for other in used)) - writes[name])
    ]:
        for name, reached in grown:
            writes[name] |= reached
    return {name: frozenset(tables - STORES_OWN) for name, tables in writes.items() if tables - STORES_OWN}


def writes_of_rooms() -> Iterator[tuple[str, str, str]]:
    """Room, table and place of every write outside models; the practice network has a database of its own."""
    for path in python_files("automation", "desktop"):
        name, parts = name_of(path), name_of(path).removesuffix(".py").split("/")
        room = parts[1] if parts[0] == "automation" else "desktop"
        if room == "practice":
            continue
        tree = tree_of(path)
        names = imported_from_models(tree, "")
        for table in written_here(tree, names):
            yield room, table, name
        for full, line in named_here(tree, names):
            for table in writing_functions().get(full, ()):
                yield room, table, f"{name}:{line}: {full.removeprefix('models.')}"


def test_each_table_has_one_writer() -> None:
    report(
        [
            f"{place} writes {table}; that is for {', '.join(sorted(WRITERS.get(table, {'nobody'})))}"
            for room, table, place in set(writes_of_rooms())
            if room not in WRITERS.get(table, set()) | OPEN_TO_ALL and not (room == DELETER and table in GOES)
        ]
    )


def test_each_table_has_a_writer_named() -> None:
    known = set(table_classes().values()) | {table for tables in writing_functions().values() for table in tables}
    report([f"{table}: no room is named as its writer" for table in known - set(WRITERS)])


def test_the_store_is_seen_to_be_written() -> None:
    assert writing_functions()["models.action.move"] == {"actions"}
    assert writing_functions()["models.ledger.write_key"] == {"ledger"}


def test_only_the_vault_puts_one_envelope_in_the_place_of_another() -> None:
    """`exchange` writes to tables of other rooms: the same secret under another key, and nothing else."""
    report(
        [
            f"{name_of(path)}: only the vault may exchange envelopes"
            for path in python_files("automation", "desktop")
            if name_of(path) != "automation/vault/resealing.py"
            for full, _ in named_here(tree_of(path), imported_from_models(tree_of(path), ""))
            if full == "models.sealed.exchange"
        ]
    )
