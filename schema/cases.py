"""What requests of every kind have in common."""

from datetime import datetime

import strawberry

from models import cases, request_events
from models.audiences import Alike
from models.cases import AccessType, Deciders, RequestStatus
from models.request_events import RequestEventKind
from resolvers import cases as resolvers
from resolvers import timelines
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


described(
    RequestEventKind,
    "What happened to a request.",
    SENT="It was sent.",
    MAILED="Those who decide were mailed.",
    REMINDED="They were reminded, by the requester or by themselves after some days.",
    ESCALATED="Nobody answered in time, and others were told.",
    FORWARDED="It was passed on to others, who decide now.",
    STEP_TAKEN="It came a step further and waits for the next.",
    REVIEW_BEGUN="It went to the support agents.",
    QUESTION_ASKED="An agent asked the requester; `reason` is the question.",
    QUESTION_ANSWERED="The requester answered; `reason` is the answer.",
    ADMINISTRATOR_APPOINTED="Somebody became administrator: who will answer it, or the requester.",
    ACTED_UPON="It was decided.",
    WITHDRAWN="Its requester took it back, or it was closed undecided.",
    EXPIRED="Nobody answered, and its time was over.",
    READY="What was given can be used.",
    REVOKED="What was given ended later.",
)


@shows(request_events.RequestEvent)
class RequestEvent:
    """One thing that happened to a request."""

    at: datetime = plain("When.")
    kind: RequestEventKind = plain("What happened.")
    actor: User | None = resolved(timelines.actor)
    actor_name: str = plain("Who did it: a person, a rule by its name, or `the system`.")
    message: str = plain("What happened, in words.")
    reason: str | None = plain(
        "The words that came with it: why it was asked for, declined or revoked, or the question "
        "or answer; null where there are none."
    )
    outcome: RequestStatus | None = plain("How it ended, of the event that ended it; else null.")


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
    requester: User = resolved(resolvers.requester, alike=Alike.TO_ALL)
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
    acted_by: User | None = resolved(resolvers.acted_by, alike=Alike.TO_ALL)
    decision_reason: str = plain("Why it was declined; empty where no reason was given.")
    timeline: list[RequestEvent] = resolved(timelines.of_request)
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)
    viewer_can_remind: Allowed = resolved(resolvers.can_remind)
    viewer_can_withdraw: Allowed = resolved(resolvers.can_withdraw)
