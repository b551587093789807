"""What is told live."""

from collections.abc import AsyncIterator

import strawberry

from resolvers import notices
from schema.fields import streamed
from schema.notices import Notice
from schema.permissions import IsSignedIn


@strawberry.type(
    description="What is told live, over graphql-transport-ws and over server-sent events."
)
class Subscription:
    request_acted_upon: AsyncIterator[Notice] = streamed(notices.request_acted_upon, IsSignedIn)
    viewer_notices: AsyncIterator[Notice] = streamed(notices.viewer_notices, IsSignedIn)
