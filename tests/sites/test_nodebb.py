"""The pack for NodeBB, judged by the contract suite against a real NodeBB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.judging import judge
from tests.sites.site import Site

pytestmark = pytest.mark.site

HAS = {
    "sign_in", "wrong_password", "identity", "observe", "like", "like_again", "unlike", "comment",
    "comment_seen_by_other", "delete_comment", "follow", "unfollow", "message", "message_read_by_other",
    "list_threads", "read_thread", "search_posts", "search_people", "search_hashtags", "stats", "comments",
    "signed_out", "not_found",
}  # fmt: skip


def test_all_that_nodebb_can_do_is_done_and_proven(nodebb: Site, tmp_path: Path) -> None:
    judgement = judge(nodebb, tmp_path)
    assert judgement.failed == {}
    assert judgement.passed == HAS
    assert (judgement.exit_code, judgement.report["ok"]) == (0, True)
