"""Of people who finish at once for one company exactly one becomes its first administrator."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from models import audit, cases, clock, database, keys
from models.administrators import DelegatedAdministrator
from models.channels import Channel
from models.entitlements import Company
from models.mail import EmailKind, EmailMessage
from models.notices import Notice
from models.onboarding import Registration, RegistrationLink, RegistrationStage
from models.portal import PortalRoleAssignment
from models.users import User
from tests.faults import servers, stage
from tests.faults.servers import Line

CONFIRM = """mutation($token: String!) { confirmVerification(input: {token: $token}) {
  __typename ... on Registration { stage } ... on Problem { code message } } }"""
DOMAIN = "guests.example"


@database.transaction
async def _company(number: int) -> Company:
    key = keys.uuid7()
    return await Company.create(
        id=key, number=f"ORG{number}", name=f"Organisation {number}", domain=DOMAIN,
        root_id=key, path=f"/{key}",
    )  # fmt: skip


@database.transaction
async def _about_to_finish(company: Company, people: list[User]) -> list[str]:
    """Have everybody wait for the link to be confirmed; their secrets."""
    now, secrets = clock.now(), []
    for person in people:
        registration = await Registration.create(
            stage=RegistrationStage.EMAIL_VERIFICATION, site=company, company=company,
            root_id=company.id, submitted_at=now, activity_at=now, **cases.profile_of(person),
        )  # fmt: skip
        secrets.append(keys.new_secret())
        await RegistrationLink.create(
            registration=registration, token_hash=keys.digest(secrets[-1]),
            created_at=now, expires_at=now + timedelta(hours=1),
        )  # fmt: skip
    return secrets


@pytest.mark.parametrize("rounds", servers.counts(5, 60, 2_000, on_postgres=60))
async def test_of_two_who_finish_at_once_on_two_servers_one_is_first_and_one_is_forwarded(
    hosts: servers.Servers, rounds: int
) -> None:
    chance = servers.seeded("two registrants", rounds=rounds, servers=2)
    async with stage.opened(hosts.database_url):
        addresses = [(await hosts.start()).address for _ in range(2)]
        for number in range(rounds):
            # Mostly two; sometimes a crowd.
            count = chance.choice([2, 2, 2, 5])
            company = await _company(number)
            people = await stage.invite(count, name=f"guest{number}x")
            secrets = await _about_to_finish(company, people)
            wanted = [(addresses[n % 2], person.username) for n, person in enumerate(people)]
            async with servers.lines(*wanted) as lines:
                await _finish(lines, secrets)
            await _check(company, people)
        print(f"two registrants: {rounds} companies with one first administrator each")


async def _finish(lines: list[Line], secrets: list[str]) -> None:
    answers = await asyncio.gather(
        *(line.ask(CONFIRM, token=token) for line, token in zip(lines, secrets, strict=True))
    )
    stages = Counter(answer.get("stage") for answer in answers)
    assert stages == {"SYNCING": 1, "FORWARDED_TO_DA": len(lines) - 1}, answers


async def _check(company: Company, people: list[User]) -> None:
    (first,) = await DelegatedAdministrator.filter(company_id=company.id)
    assert (first.is_first, first.ended_at) == (True, None)
    waiting = await Registration.filter(company_id=company.id, stage="FORWARDED_TO_DA")
    assert {row.assignee_id for row in waiting} == {first.user_id}
    (role,) = await PortalRoleAssignment.filter(company_id=company.id)
    assert role.user_id == first.user_id
    ids = [person.id for person in people]
    mails = await EmailMessage.filter(user_id__in=ids).values_list("kind", "user_id")
    assert Counter(mails) == {
        (EmailKind.ONBOARDING_WELCOME, first.user_id): 1,
        (EmailKind.ONBOARDING_ADMINISTRATOR_GRANTED, first.user_id): 1,
        (EmailKind.ONBOARDING_TERMS, first.user_id): 1,
        (EmailKind.ONBOARDING_FORWARDED, first.user_id): len(people) - 1,
    }
    channel = await Channel.get(id=company.id)
    written = await Notice.filter(channel_id=company.id).order_by("seq")
    assert [notice.seq for notice in written] == list(range(1, len(people) + 1))
    assert await audit.broken_links(channel) == []
