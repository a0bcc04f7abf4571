"""Spirit: a forum whose pages are made on the server (Django)."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from . import processes
from .cache import cache_folder, fresh_copy, give_to_server, only_one, reachable, server_uid
from .seeding import seeded_posts, stamp_of
from .site import Site

SOURCE = Path(__file__).parent / "spirit"
SETTINGS = "mysite.settings.loopback"


def start(preferred_port: int = 8101, *, rate_limits: bool = False) -> tuple[Site, bool]:
    """Return the running site and whether this call started it; with its own rate limits it is a site apart."""
    folder, name = cache_folder("spirit"), _name(rate_limits)
    pid_file, log = folder / f"{name}.pid", folder / f"{name}.log"
    with only_one(folder):
        if processes.is_ours(pid_file):
            return _site(folder, name), False
        install(folder)
        fresh_copy(folder / "seeded", folder / name)
        port = processes.free_port(preferred_port)
        (folder / f"{name}.port").write_text(str(port), encoding="utf-8")
        processes.spawn(
            [_python(folder), "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"],
            cwd=folder / name,
            log=log,
            pid_file=pid_file,
            env={
                "DJANGO_SETTINGS_MODULE": SETTINGS,
                "STEWARD_SITE_PORT": str(port),
                "STEWARD_SITE_RATELIMIT": str(int(rate_limits)),
            },
        )
        processes.wait_for_page(f"http://127.0.0.1:{port}/", pid_file=pid_file, log=log)
        return _site(folder, name), True


def stop(*, rate_limits: bool = False) -> None:
    """Stop the site if it is ours."""
    processes.stop(cache_folder("spirit") / f"{_name(rate_limits)}.pid")


def _name(rate_limits: bool) -> str:
    return "limited" if rate_limits else "run"


def install(folder: Path) -> None:
    """Install and seed once; a changed seed, setting or version does it anew."""
    stamp = folder / "stamp"
    wanted = stamp_of(SOURCE, Path(__file__))
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    for old in ("venv", "mysite", "seeded"):
        shutil.rmtree(folder / old, ignore_errors=True)
    _make_venv(folder)
    project = folder / "seeded"
    processes.run(
        [folder / "venv/bin/spirit", "startproject", "mysite"],
        cwd=folder,
        as_server=False,
        log=folder / "startproject.log",
        env={"PATH": f"{folder}/venv/bin:/usr/bin:/bin"},
    )
    (folder / "mysite").rename(project)
    shutil.copy(SOURCE / "settings.py", project / "mysite/settings/loopback.py")
    give_to_server(project)
    _seed(folder, project)
    stamp.write_text(wanted, encoding="utf-8")


def _make_venv(folder: Path) -> None:
    python = sys.executable
    if server_uid() is not None and not reachable(Path(python)):
        python = "/usr/bin/python3"
        processes.need_python_venv()
    processes.run([python, "-m", "venv", folder / "venv"], cwd=folder, as_server=False, log=folder / "venv.log")
    processes.run(
        [_python(folder), "-m", "pip", "install", "--no-input", "-r", SOURCE / "requirements.txt"],
        cwd=folder,
        as_server=False,
        log=folder / "pip.log",
    )


def _seed(folder: Path, project: Path) -> None:
    env = {"DJANGO_SETTINGS_MODULE": SETTINGS}
    manage: list[str | Path] = [_python(folder), "manage.py"]
    processes.run([*manage, "spiritinstall"], cwd=project, log=folder / "install.log", env=env)
    printed = processes.run([*manage, "shell"], cwd=project, log=folder / "seed.log", env=env, stdin=SOURCE / "seed.py")
    processes.run([*manage, "rebuild_index", "--noinput"], cwd=project, log=folder / "index.log", env=env)
    (folder / "posts.json").write_text(json.dumps(seeded_posts(printed)), encoding="utf-8")


def _python(folder: Path) -> Path:
    return folder / "venv/bin/python"


def _site(folder: Path, name: str) -> Site:
    base = f"http://127.0.0.1:{(folder / f'{name}.port').read_text(encoding='utf-8')}"
    posts = json.loads((folder / "posts.json").read_text(encoding="utf-8"))
    return Site(slug="spirit", base_url=base, posts=posts, feed_url=None)
