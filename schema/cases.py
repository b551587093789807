"""What requests of every kind have in common."""

from datetime import datetime

import strawberry

from models import cases
from models.cases import AccessType, Deciders, RequestStatus
from resolvers import cases as resolvers
from resolvers.own_requests import RequestSort
from schema.allowed import Allowed
from schema.fields import described, plain, resolved, shows
from schema.nodes import Node
from schema.people import User

described(
    AccessType,
    "What kind of access a request is for.",
    SMART_ACCOUNT="An existing account.",
    NEW_ACCOUNT="A new account.",
    FULL_SUPPORT="Support and downloads.",
    DOWNLOADS_ONLY="Downloads only.",
    PORTAL="The service portal.",
)
described(
    Deciders,
    "Who decides a request.",
    ACCOUNT_ADMINISTRATORS="The account's administrators.",
    CONTRACT_ADMINISTRATORS="The contract's administrators.",
    DELEGATED_ADMINISTRATORS="The company's delegated administrators.",
    SUPPORT="The deploying company's support agents.",
    OPERATORS="Those who run the deployment.",
    NOMINEE="The person for whom the account was initiated.",
    REQUESTER="Nobody else: the requester has the next step.",
)


described(
    RequestSort,
    "What one's own requests are sorted by.",
    SUBMITTED_AT="When it was sent.",
    LAST_ACTIVITY="The last thing that happened to it.",
    KEY="What was asked for.",
    ACCESS_TYPE="The kind of access, by name.",
    STATUS="Its state, by name.",
    DECIDERS="Who decides it, by name.",
)


@shows(cases.Case)
class RequesterProfile:
    """The requester's profile as it was when the request was sent."""

    username: str = plain("The requester's username.")
    full_name: str = plain("The requester's name.")
    email: str = plain("The requester's verified address.")
    phone: str = plain("The requester's phone number.")
    company_name: str = plain("The requester's company.")


@strawberry.interface(
    description="Somebody asks for something, and exactly one of those who may decide answers. "
    "What the kinds of request have in common."
)
class Request(Node):
    version: int = plain("Raised by every change.")
    key: str = plain(
        "What is asked for, in a word: a domain identifier, contract number, bill-to ID, "
        "serial number or company."
    )
    access_type: AccessType = plain("What kind of access it is for.")
    deciders: Deciders = plain("Who decides it.")
    status: RequestStatus = plain("Where it stands.")
    requester: User = resolved(resolvers.requester)
    profile: RequesterProfile = resolved(resolvers.profile)
    submitted_at: datetime = plain("When it was sent.")
    last_activity_at: datetime = resolved(resolvers.last_activity_at)
    reminded_at: datetime | None = plain("When the last reminder went; null if none did.")
    reminders: int = plain("How many reminders went.")
    remindable_at: datetime | None = plain(
        "From when on the requester may remind again, 24 hours after the last reminder; null if "
        "none went."
    )
    acted_at: datetime | None = plain("When it was acted upon.")
    acted_by: User | None = resolved(resolvers.acted_by)
    decision_reason: str = plain("Why it was declined; empty where no reason was given.")
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)
    viewer_can_remind: Allowed = resolved(resolvers.can_remind)
    viewer_can_withdraw: Allowed = resolved(resolvers.can_withdraw)
