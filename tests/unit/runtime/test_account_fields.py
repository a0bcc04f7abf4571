"""What a person may change of an account, and what stays as it was when the account was added."""

from __future__ import annotations

import pytest

from automation import commands
from automation.runtime import Runtime
from models.account import account
from models.errors import BadInput

SITE = "http://127.0.0.1:9"


async def test_the_address_of_an_account_stays(runtime: Runtime) -> None:
    reply = await runtime.do(commands.AddAccount("practice", "ann", SITE))
    assert isinstance(reply, dict)
    with pytest.raises(BadInput, match="unknown_field: base_url"):
        await runtime.do(commands.EditAccount(reply["account"], {"base_url": "ftp://elsewhere"}))
    assert account(reply["account"]).base_url == SITE
