import pytest
from tests import shared
from tests.test_heart import *
service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")
