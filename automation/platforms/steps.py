"""The steps of a flow, where a site's path differs from the generic one."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from automation.platforms.fields import Locators, Section

Verb = Literal["goto", "click", "fill", "type", "press", "upload", "choose", "wait", "scroll"]
FlowVerb = Literal[
    "sign_in", "like", "unlike", "comment", "delete_comment", "follow", "unfollow", "dm", "save", "unsave"
]
_NEEDS = {"fill": "value", "type": "value", "upload": "value", "choose": "value", "press": "key"}


class Step(Section):
    """One step: a verb with its locator, the dotted name of one, or an address."""

    goto: str | None = None
    click: Locators = ()
    fill: Locators = ()
    type: Locators = ()
    press: Locators = ()
    upload: Locators = ()
    choose: Locators = ()
    wait: Locators = ()
    scroll: Locators = ()
    value: str | None = None
    key: str | None = None

    @property
    def verb(self) -> Verb:
        """The one verb of this step."""
        return self._verbs()[0]

    @property
    def locator(self) -> tuple[str, ...]:
        """What the verb is done to; empty for goto."""
        return () if self.verb == "goto" else getattr(self, self.verb)

    def _verbs(self) -> list[Verb]:
        every: tuple[Verb, ...] = Verb.__args__  # type: ignore[attr-defined]
        return [verb for verb in every if getattr(self, verb)]

    @model_validator(mode="after")
    def _one_verb(self) -> Step:
        verbs = self._verbs()
        if len(verbs) != 1:
            raise ValueError("a step has exactly one of goto click fill type press upload choose wait scroll")
        needs = _NEEDS.get(verbs[0])
        if needs and getattr(self, needs) is None:
            raise ValueError(f"{verbs[0]} needs {needs}")
        return self


class Flow(Section):
    """Steps in order; the last is the one last click, all before it only prepare."""

    steps: tuple[Step, ...]

    @model_validator(mode="after")
    def _ends_in_a_click(self) -> Flow:
        if not self.steps or self.steps[-1].verb not in {"click", "press"}:
            raise ValueError("the last step must be click or press")
        return self
