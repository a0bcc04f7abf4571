"""The pack for Spirit, judged by the contract suite against a real Spirit."""

from __future__ import annotations

import pytest

from tests.sites.judging import failures, judge, passed
from tests.sites.site import Site

pytestmark = pytest.mark.site

HAS = {
    "sign_in", "wrong_password", "identity", "observe", "like", "like_again", "unlike", "comment",
    "comment_seen_by_other", "message", "message_read_by_other", "list_threads", "read_thread", "search_posts",
    "stats", "comments", "signed_out", "not_found",
}  # fmt: skip
# Nobody can follow a person there, only moderators delete comments, and it cannot be told to show a limit.
HAS_NOT = {"follow", "unfollow", "delete_comment", "search_people", "challenge", "rate_limited"}


async def test_all_that_spirit_can_do_is_done_and_proven(spirit: Site) -> None:
    report = await judge(spirit)
    assert failures(report) == {}
    assert passed(report) == HAS
    assert set(report.absent) >= HAS_NOT
