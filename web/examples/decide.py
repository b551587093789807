"""Approve the newest request as a demo person and say who won: `python decide.py ada [ADDRESS]`.

Needs gql with its httpx2 extra.
"""

import sys
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.httpx import HTTPXTransport

NEWEST = """{ viewer { administeredAccounts(first: 1) { nodes {
  accessRequests(first: 1, orderBy: {by: SUBMITTED_AT}) { nodes { id requester { fullName } } }
} } } }"""
APPROVE = """mutation ($request: ID!) {
  approveAccessRequest(input: {request: $request, role: SMART_ACCOUNT_USER}) {
    ... on AccessRequest { status requester { fullName } }
    ... on AlreadyActedUpon { outcome actedAt actedBy { fullName } }
    ... on Problem { code message }
  }
}"""


def main(person: str, address: str = "http://127.0.0.1:8000") -> None:
    """Find the newest request and approve it."""
    headers = {"Authorization": f"Bearer demo:{person}"}
    with Client(transport=HTTPXTransport(f"{address}/graphql", headers=headers)) as session:
        found = session.execute(GraphQLRequest(NEWEST))
        [request] = found["viewer"]["administeredAccounts"]["nodes"][0]["accessRequests"]["nodes"]
        asked = GraphQLRequest(APPROVE, variable_values={"request": request["id"]})
        print(person, told(session.execute(asked)["approveAccessRequest"]))


def told(answer: dict[str, Any]) -> str:
    """What came of it, in words."""
    if answer.get("code") == "ALREADY_ACTED_UPON":
        who = answer["actedBy"]["fullName"]
        return f"was too late: {who} {answer['outcome'].lower()} it at {answer['actedAt']}"
    if "code" in answer:
        return f"was refused: {answer['message']}"
    return f"was first: the request of {answer['requester']['fullName']} is {answer['status']}"


if __name__ == "__main__":
    main(*sys.argv[1:])
