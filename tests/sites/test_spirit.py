"""The pack for Spirit, judged by the contract suite against a real Spirit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.judging import judge
from tests.sites.site import Site

pytestmark = pytest.mark.site

HAS = {
    "sign_in", "wrong_password", "identity", "observe", "like", "like_again", "unlike", "comment",
    "comment_seen_by_other", "message", "message_read_by_other", "list_threads", "read_thread", "search_posts",
    "stats", "comments", "signed_out", "not_found",
}  # fmt: skip
# Nobody can follow a person there, only moderators delete comments, and it cannot be told to show a limit.
HAS_NOT = {"follow", "unfollow", "delete_comment", "search_people", "challenge", "rate_limited"}


def test_all_that_spirit_can_do_is_done_and_proven(spirit: Site, tmp_path: Path) -> None:
    judgement = judge(spirit, tmp_path)
    assert judgement.failed == {}
    assert judgement.passed == HAS
    assert set(judgement.report["absent"]) >= HAS_NOT
    assert (judgement.exit_code, judgement.report["ok"]) == (0, True)
