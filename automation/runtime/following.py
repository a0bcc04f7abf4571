"""Commands about posts that are followed: keep a post with its plan of checks, or end the plan."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from automation import commands
from automation.events import ConfigurationChanged
from automation.platforms import registry
from automation.platforms.pack import Pack
from automation.runtime.house import House
from models import clock
from models.account import account, accounts
from models.check_plan import USUAL_HOURS, follow_post, stop_following
from models.enums import ActionKind
from models.errors import BadInput
from models.post import post, see_post

LONGEST_H, MOST_CHECKS = 10 * 366 * 24, 100


async def follow(house: House, command: commands.FollowPost) -> dict[str, Any]:
    """Keep a post and its plan of checks, both or neither."""
    hours = sorted(set(USUAL_HOURS if command.hours is None else command.hours))
    if not 0 < len(hours) <= MOST_CHECKS or not 0 <= hours[0] <= hours[-1] <= LONGEST_H:
        raise BadInput("bad_condition", "hours=" + ",".join(map(str, hours)))
    pack, instance = _site(house, command)
    target = pack.target(ActionKind.STATS, command.url)
    now = clock.now() // 1000 * 1000  # the view of what waits for a look counts in whole seconds
    with house.together():
        number = see_post(pack.slug, instance, target.external_id, target.url, None, None)
        plan, new = follow_post(number, command.account, [now + hour * clock.HOUR_MS for hour in hours])
        if new:
            house.journal.note("post_followed", command.account, post=number, checks=len(hours))
    house.announce(ConfigurationChanged("posts"))
    house.announce(ConfigurationChanged("check_plans"))
    return {"post": number, "plan": plan, "new": new}


def _site(house: House, command: commands.FollowPost) -> tuple[Pack, str]:
    """Whose address it is, and which of the sites of that platform; BadInput url_of_no_site."""
    if command.account is not None:
        owner = account(command.account)
        return house.packs.of(owner), owner.instance
    # A site that people run themselves is known by the accounts on it alone.
    for owner in {(each.platform, each.base_url): each for each in accounts()}.values():
        with suppress(BadInput):  # a broken pack is in nobody else's way
            pack = house.packs.of(owner)
            if pack.site.path_of(command.url) is not None:
                return pack, owner.instance
    for pack in registry.for_address(command.url, house.profile.overlays):
        return pack, ""
    raise BadInput("url_of_no_site", command.url)


async def unfollow(house: House, command: commands.UnfollowPost) -> dict[str, Any]:
    """End the plan of a followed post."""
    found = post(command.post)
    with house.together():
        stop_following(found.id)
        house.journal.note("post_unfollowed", post=found.id)
    house.announce(ConfigurationChanged("check_plans"))
    return {}


HANDLERS = {
    commands.FollowPost: follow,
    commands.UnfollowPost: unfollow,
}
