"""The third-party sites themselves: they run, are ours, listen on loopback only, and come up once."""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path

import pytest

from tests.sites import nodebb_server, spirit_server
from tests.sites.cache import cache_folder, server_uid
from tests.sites.site import Site

pytestmark = pytest.mark.site
SERVERS = {"spirit": spirit_server, "nodebb": nodebb_server}


def test_a_seeded_post_is_there(site: Site) -> None:
    with urllib.request.urlopen(site.post_url, timeout=30) as reply:
        assert "Hello from bob" in reply.read().decode()


def test_starting_again_finds_the_running_site(site: Site) -> None:
    assert SERVERS[site.slug].start() == (site, False)


def test_the_server_does_not_run_as_root(site: Site) -> None:
    pid = (cache_folder(site.slug) / "run.pid").read_text(encoding="utf-8").split()[0]
    assert Path(f"/proc/{pid}").stat().st_uid == (server_uid() or os.getuid()) != 0


def test_the_site_listens_on_loopback_only(site: Site) -> None:
    port = int(site.base_url.rpartition(":")[2])
    listening = {line.split()[1] for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]}
    wide = {line.split()[1] for line in Path("/proc/net/tcp6").read_text(encoding="utf-8").splitlines()[1:]}
    assert f"0100007F:{port:04X}" in listening
    assert not {address for address in listening | wide if address == f"{'0' * (len(address) - 5)}:{port:04X}"}
