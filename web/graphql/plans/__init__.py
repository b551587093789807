"""Validated GraphQL operations as plans: Python source that is written once and answers often.

graphql-core looks anew at each thing for what was asked of it. A plan knows that beforehand: which
fields, under which names, of which types. What is usual it does in straight lines of Python; what
is not — an error, a null that must not be, a value of another class — it hands to graphql-core's
own executor at that very place, so that the answers are the same, errors and all.

    plans = Plans(schema, executor_class=MyExecutor, hints=MyHints())
    result = plans.execute(document, operation, root, context, variables)

The document must have been validated. The result is an `ExecutionResult`, or an awaitable of one.
An event of a subscription is executed the same way, with the event as root: the operation's
selection is answered once, and no source of events is looked for. `hints` is where a product says
what it knows of its fields (see `hints.Hints`); without it plans are right, but less fast.

Nothing here knows any product: only the standard library and graphql-core are imported.
"""

from web.graphql.plans.hints import Hints as Hints
from web.graphql.plans.hints import Short as Short
from web.graphql.plans.plans import Plans as Plans
from web.graphql.plans.spots import Spot as Spot
