"""Which applications for new accounts a list shows."""

import strawberry
from tortoise.queryset import QuerySet

from models.applications import AccountApplication, ApplicationStage
from resolvers import pages

SEARCHED = ["full_name", "username", "email", "account__name", "account__domain_identifier"]


@strawberry.input(description="Which applications; several conditions must all hold.")
class AccountApplicationFilter:
    stage: list[ApplicationStage] | None = strawberry.field(
        default=None, description="At one of these stages."
    )
    text: str | None = strawberry.field(
        default=None,
        description="Part of the applicant's name, username or address, or of the account's name "
        "or domain.",
    )

    def apply(self, query: QuerySet[AccountApplication]) -> QuerySet[AccountApplication]:
        """The rows that fulfil all conditions."""
        if self.stage is not None:
            query = query.filter(stage__in=self.stage)
        if self.text:
            query = query.filter(pages.containing(self.text, *SEARCHED))
        return query
