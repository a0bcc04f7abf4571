"""python -m tests.sites start|stop spirit|nodebb"""

from __future__ import annotations

import sys

from . import nodebb_server, spirit_server

SERVERS = {"spirit": spirit_server, "nodebb": nodebb_server}


def main(words: list[str]) -> int:
    """Start or stop one site by hand, printing where it is and who may sign in."""
    if len(words) != 2 or words[0] not in ("start", "stop") or words[1] not in SERVERS:
        print("usage: python -m tests.sites start|stop spirit|nodebb", file=sys.stderr)
        return 2
    server = SERVERS[words[1]]
    if words[0] == "stop":
        server.stop()
        return 0
    site, started = server.start()
    print(f"{'started' if started else 'already running'}: {site.base_url}")
    for user, password in site.users.items():
        print(f"  {user}  {password}")
    print(f"  a post of bob's: {site.post_url}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
