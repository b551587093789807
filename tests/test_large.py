"""Large lists: 100,000 requests are walked page by page, and the last page costs what the first did."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from models import database
from resolvers import ids
from tests.bench import data
from tests.client import Client
from tests.conftest import serving
from tests.test_statements import Statements
from web.settings import Settings

SIZE = data.Size(accounts=1, requests=100_000, busy=1.0)
PAGE = """query($account: ID!, $after: String) { smartAccount(id: $account) {
  accessRequests(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id lastActivityAt requester { username } currentRoles { role } } } } }"""
