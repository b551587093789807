"""Lists of support access and of requests for it take the same SQL statements at any length."""

import pytest

from tests import entitled, shared, steps
from tests import support_steps as support
from tests.conftest import Ask, Served
from tests.test_statements import statements

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOWN = f"nodes {{ {support.REQUEST} lastActivityAt profile {{ fullName companyName }} }}"
CONTRACT = f"""query {{ contract(number: "N100") {{
  supportAccessRequests(first: 50, filter: {{status: [PENDING]}}) {{ {SHOWN} }}
  supportAccess(first: 50) {{ nodes {{ {support.ACCESS} }} }} }} }}"""
MINE = f"""query {{ viewer {{
  supportAccessRequests(first: 50) {{ {SHOWN} }}
  supportAccess(first: 50) {{ nodes {{ {support.ACCESS} }} }} }} }}"""
STAFF = f"query {{ supportAccessRequests(first: 50) {{ {SHOWN} }} }}"
BOUNDS = {"ann": 11, "walt": 10, "olaf": 7}


async def test_lists_take_the_same_statements_at_any_length(ask: Ask, served: Served) -> None:
    north = await support.north()
    documents = {"ann": CONTRACT, "walt": MINE, "olaf": STAFF}
    counts: dict[str, list[int]] = {who: [] for who in documents}
    for start, end in ((0, 3), (3, 20)):
        for n in range(start, end):
            contract = await entitled.contract(f"N{n}", north.site)
            await entitled.administers(("ann", "abe")[n % 2], contract)
            await support.pending(ask, "walt", f"N{n}")
            await steps.person(f"asker{n}")
            await support.pending(ask, f"asker{n}")
            await steps.person(f"holder{n}")
            await entitled.access(f"holder{n}", north.contract)
            await entitled.access("walt", await entitled.contract(f"H{n}", north.site))
        for who, document in documents.items():
            counts[who].append(await statements(served.client(who), document))

    shown = (await ask(CONTRACT, by="ann"))["supportAccessRequests"]["nodes"]
    assert len(shown) == 20 and all(node["viewerCanDecide"]["allowed"] for node in shown)
    for who, (few, many) in counts.items():
        assert 1 < few == many <= BOUNDS[who], (who, few, many)
