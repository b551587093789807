"""Admit's own schema with plans and without, over one database."""

import asyncio
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase
from hypothesis import settings as examples

from models.users import User
from resolvers.context import Context
from web.app import Service
from web.graphql.execution import EdgeSchema, payload
from web.settings import Settings

BATCH = 100  # hypothesis remembers what it drew: a new batch begins with nothing
LIMITS: dict[str, Any] = {
    "max_nodes": 1_000, "max_fields": 5_000, "max_depth": 40, "max_aliases": 500,
    "max_root_mutations": 50,
}  # fmt: skip
usual = examples(
    max_examples=BATCH,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)

Sent = dict[str, Any]


@dataclass
class Tally:
    """What was tried, and what came of it."""

    answers: int = 0
    refused: int = 0
    errors: int = 0

    def count(self, answer: Sent) -> None:
        """One more answer."""
        self.answers += 1
        self.refused += "data" not in answer
        self.errors += len(answer.get("errors", ()))


class Admit:
    """The service's schema both ways."""

    def __init__(self, url: str, **bounds: int) -> None:
        given = {**LIMITS, **bounds}
        settings = Settings(database_url=url, demo=True, console=False, **given)
        self.service = Service(settings)
        self.planned = self.service.schema
        self.planned.plans.uses = 1
        self.plain = self.planned.under(settings.model_copy(update={"compiled_plans": False}))

    async def answer(
        self,
        by: EdgeSchema,
        text: str,
        variables: Sent,
        viewer: User | None,
        name: str | None = None,
    ) -> Sent:
        """What a person would be sent."""
        context = Context(
            viewer=viewer,
            hub=self.service.hub,
            limits=self.service.limits,
            deployment=self.service.deployment,
        )
        answer = payload(await by.execute(text, variables, context, operation_name=name))
        await _settled()
        for error in answer.get("errors", ()):
            error.get("extensions", {}).pop("requestId", None)
        return answer


async def _settled() -> None:
    """Nothing that was begun goes on beside what comes next."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)
