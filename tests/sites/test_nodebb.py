"""The pack for NodeBB, judged by the contract suite against a real NodeBB."""

from __future__ import annotations

import pytest

from tests.sites.judging import failures, judge, passed
from tests.sites.site import Site

pytestmark = pytest.mark.site

HAS = {
    "sign_in", "wrong_password", "identity", "observe", "like", "like_again", "unlike", "comment",
    "comment_seen_by_other", "delete_comment", "follow", "unfollow", "message", "message_read_by_other",
    "list_threads", "read_thread", "search_posts", "search_people", "search_hashtags", "stats", "comments",
    "signed_out", "not_found",
}  # fmt: skip


async def test_all_that_nodebb_can_do_is_done_and_proven(nodebb: Site) -> None:
    report = await judge(nodebb)
    assert failures(report) == {}
    assert passed(report) == HAS
