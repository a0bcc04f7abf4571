"""The root of the command line: groups by name, loaded lazily; global options anywhere on the line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from automation.cli.output import Said, fail
from models.errors import BadInput, Exit, StewardError
from models.paths import PORTABLE

# name → module and one line of help; the module is read only when the command is used.
COMMANDS = {
    "accounts": ("accounts", "The accounts you operate: add, authorise, sign in, pause."),
    "act": ("act", "Queue one act: like, comment, follow, dm …"),
    "archive": ("store_retention", "What retention has let go: search it."),
    "audit": ("audit", "The permanent record: list, verify, receipts."),
    "blocklist": ("blocklist", "Who and what is never touched."),
    "brands": ("brands", "Groups of accounts with their content and limits."),
    "checks": ("checks", "Posts whose figures are read again."),
    "comments": ("noun_groups", "Comments on posts."),
    "content": ("content", "Pictures and words that a brand may publish."),
    "demo": ("demo", "Show the whole of Steward on its own practice network."),
    "desktop": ("run", "Open the window."),
    "doctor": ("doctor", "Check browser, store, packs, clock and keychain."),
    "due": ("due", "Regular work: what is due, how it went, do it now."),
    "engine": ("run", "Serve a profile for the window."),
    "feeds": ("feeds", "Sources that start work."),
    "metrics": ("metrics", "What was done, by day, hour, account and brand."),
    "missed": ("due", "What passed while nothing ran: run, skip or spread."),
    "hashtags": ("noun_groups", "Hashtags of sites."),
    "imports": ("imports", "What was brought along from older systems; take it back."),
    "inbox": ("inbox", "The conversations of your accounts."),
    "media": ("noun_groups", "The pictures, films and documents of posts."),
    "orders": ("noun_groups", "What outside providers were asked for."),
    "people": ("people", "People out there: list, track, tag, opt-outs."),
    "platforms": ("platforms", "Sites and their packs: list, show, check, test."),
    "policy": ("policy", "What may happen: check one wish, simulate a week."),
    "posts": ("posts", "Posts that were read or acted on: mark, tag."),
    "profiles": ("profiles", "Your data folders: list, create, rename, remove."),
    "practice": ("practice", "The practice network by itself."),
    "proxies": ("proxies", "Network settings of accounts: add, assign."),
    "queue": ("queue", "What waits, why, and your yes or no."),
    "reviews": ("reviews", "What waits for a person."),
    "rules": ("rules", "New post → act."),
    "run": ("run", "Run the engine without a window."),
    "runs": ("noun_groups", "Gatherings of data, and the engine's own sessions."),
    "schedules": ("schedules", "Work at a time."),
    "search": ("search", "Find people, posts, comments, orders, accounts, settings."),
    "settings": ("settings", "Every setting, by key."),
    "snapshots": ("noun_groups", "What figures were at one time."),
    "status": ("run", "How everything stands."),
    "stop": ("run", "The kill switch: all lanes rest."),
    "store": ("store", "The store: backup, restore, check, export, stats, migrate."),
    "tags": ("tags", "Words that you put on posts, people and accounts."),
    "texts": ("texts", "What may be said, by kind."),
    "usage": ("noun_groups", "What outside services were asked, and what it cost."),
    "vault": ("vault", "The vault: make, open, lock."),
    "warmup": ("warmup", "The steps of fresh accounts."),
}
_FLAGS = {"--json", "--portable", "-v", "-vv", "-q", "--verbose", "--quiet"}
_VALUES = {"--profile", "--passphrase-file"}


class Root(click.Group):
    """Finds commands by name and takes the global options from wherever they stand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now; for help only its name and line."""
        if cmd_name not in COMMANDS:
            return None
        module, line = COMMANDS[cmd_name]
        if ctx.resilient_parsing or getattr(ctx, "listing", False):
            return click.Command(cmd_name, short_help=line)
        found: click.Command = getattr(import_module(f"automation.cli.{module}"), cmd_name.replace("-", "_"))
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Bring the global options to the front."""
        return super().parse_args(ctx, hoisted(args))


def hoisted(args: list[str]) -> list[str]:
    """The arguments with global options first; what stands behind `--` stays."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest.extend([word, *words])
        elif word in _FLAGS or any(word.startswith(f"{name}=") for name in _VALUES):
            front.append(word)
        elif word in _VALUES:
            front.extend([word, *([value] if (value := next(words, None)) is not None else [])])
        else:
            rest.append(word)
    return front + rest


@click.command(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--profile", metavar="NAME|DIR", help="Data folder; the per-user one by default.")
@click.option("--portable", is_flag=True, help="Keep data beside the program, to carry both about.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")
@click.option("--passphrase-file", metavar="FILE", help="Where the vault's passphrase stands.")
@click.option("-v", "--verbose", count=True, help="Say more on stderr.")
@click.option("-q", "--quiet", is_flag=True, help="Say less on stderr.")
@click.version_option(package_name="steward-desktop", prog_name="steward")
@click.pass_context
def root(
    ctx: click.Context,
    profile: str | None,
    portable: bool,
    as_json: bool,
    passphrase_file: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """Steward runs the social accounts you own: with your leave, proven by a fresh look, on the record."""
    if portable:
        os.environ[PORTABLE] = "1"  # for this process and for those it starts
    ctx.obj = Said(profile, as_json, passphrase_file, -1 if quiet else verbose)


def run(args: list[str] | None = None) -> None:
    """Run a command line and exit with the code of cli.md."""
    words = hoisted(list(sys.argv[1:] if args is None else args))
    as_json = "--json" in words
    code: Any = Exit.DONE
    try:
        code = root.main(words, prog_name="steward", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        code = exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as bare:
        code = _bare(bare, as_json)
    except (click.ClickException, click.Abort) as error:
        code = _ended(error, as_json)
    except KeyboardInterrupt:
        code = Exit.FAILED
    except StewardError as error:
        code = fail(error, as_json)
    except BrokenPipeError:
        code = Exit.DONE
    except UnicodeEncodeError:
        code = fail(BadInput("not_text"), as_json)  # bytes on the line that no text holds; a path may have them
    except Exception as fault:
        if {"-v", "-vv", "--verbose"} & set(words):
            raise
        code = fail(StewardError("internal_fault", type(fault).__name__, reason=str(fault)), as_json)
    sys.exit(int(code) if isinstance(code, int) else 0)


def _ended(error: click.ClickException | click.Abort, as_json: bool) -> int:
    """The line was wrong, or nobody answered a question; what a person broke off may have changed something."""
    if isinstance(error, click.ClickException):
        return fail(BadInput("bad_usage", error.format_message()), as_json)
    if isinstance(error.__cause__, KeyboardInterrupt):
        return Exit.FAILED
    return fail(BadInput("not_answered"), as_json)


def _bare(error: click.exceptions.NoArgsIsHelpError, as_json: bool) -> int:
    """A group without a command shows what it has, and that nothing was done."""
    path = error.ctx.command_path if error.ctx is not None else "steward"
    if as_json:
        return fail(BadInput("command_missing", path), True)
    click.echo(error.format_message(), err=True)
    return Exit.BAD_INPUT
