"""Managing an account through the API, as several tests do it."""

from typing import Any

from models.accounts import AccountType, SmartAccount, VirtualAccount
from resolvers import ids
from tests import steps
from tests.conftest import Ask

Answer = dict[str, Any]

PROBLEM = """... on Problem { code message field }
  ... on VersionConflict { currentVersion }"""
PART = "id version name isDefault restricted parent { name }"
KINDS = {
    "updateSmartAccount": """... on SmartAccount { id version name domainIdentifier
      settings { listed virtualAccountAdminsMayDecide } }""",
    "createVirtualAccount": f"... on VirtualAccount {{ {PART} }}",
    "updateVirtualAccount": f"... on VirtualAccount {{ {PART} }}",
    "deleteVirtualAccount": "... on DeletedVirtualAccount { id name account { name } }",
    "acceptAgreement": """... on Agreement { name version url acceptedAt
      acceptedBy { username } }""",
    "addUsersFromCsv": """... on ListedUsers { dryRun rows { line user role
      assignment { id role startsAt endsAt virtualAccounts { name } }
      problem { __typename code message field } } }""",
}
PROBLEMS = {"updateSmartAccount", "updateVirtualAccount"}


def document(name: str) -> str:
    """A mutation, with everything that it may answer."""
    refusal = PROBLEM if name in PROBLEMS else "... on Problem { code message field }"
    return f"""mutation($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{
      __typename {KINDS[name]} {refusal} }} }}"""


DOCUMENTS = {name: document(name) for name in KINDS}


async def act(ask: Ask, name: str, by: str, /, **input: Any) -> Answer:
    """Run one of the mutations."""
    answer: Answer = await ask(DOCUMENTS[name], by=by, input=input)
    return answer


async def edit(ask: Ask, by: str = "ada", /, **input: Any) -> Answer:
    """Change ACME's properties, whatever it is called by now."""
    return await act(ask, "updateSmartAccount", by, **{"account": ids.of(await acme()), **input})


async def acme() -> SmartAccount:
    """ACME's account, whatever it is called by now."""
    return await SmartAccount.get(domain_identifier="acme.example", type=AccountType.CUSTOMER)


async def create(ask: Ask, name: str, below: str | None = None, by: str = "ada") -> Answer:
    """Add a virtual account to ACME."""
    account, parent = await steps.acme_id(), await steps.part_id(below) if below else None
    return await act(ask, "createVirtualAccount", by, account=account, name=name, parent=parent)


async def change(ask: Ask, name: str, by: str = "ada", /, **input: Any) -> Answer:
    """Change one of ACME's virtual accounts."""
    key = await steps.part_id(name)
    return await act(ask, "updateVirtualAccount", by, virtualAccount=key, **input)


async def move(ask: Ask, name: str, below: str | None, by: str = "ada") -> Answer:
    """Move one of ACME's virtual accounts below another, or to the top."""
    parent = await steps.part_id(below) if below else None
    return await change(ask, name, by, parent=parent)


async def delete(ask: Ask, name: str, by: str = "ada") -> Answer:
    """Delete one of ACME's virtual accounts."""
    key = await steps.part_id(name)
    return await act(ask, "deleteVirtualAccount", by, virtualAccount=key)


async def parts() -> dict[str, VirtualAccount]:
    """ACME's virtual accounts by name."""
    found = await VirtualAccount.filter(account_id=(await steps.acme()).id)
    return {part.name: part for part in found}


async def key_of(name: str) -> str:
    """A user's global id."""
    return ids.of(await steps.user(name))
