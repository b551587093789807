"""What an operation may cost: every bound in one place, and the refusal that names it."""

from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)

from web.graphql import overlaps, weights
from web.graphql.weights import Weight
from web.settings import Settings

CACHED_VERDICTS = 64
Bound = tuple[str, int, int]  # its name, what is asked, what is allowed


def too_costly(bound: str, limit: float, message: str | None = None) -> GraphQLError:
    """The refusal of a document, with the bound that it exceeds."""
    return GraphQLError(
        message or f"This asks for more than is allowed: at most {limit:g} {bound}.",
        extensions={"code": "TOO_COSTLY", "bound": bound, "limit": limit},
    )


class Scales:
    """Weighs the operations of one document and remembers the verdicts."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, settings: Settings) -> None:
        self.schema = schema
        self.document = document
        self.settings = settings
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.verdicts: dict[tuple[int, tuple[Any, ...]], GraphQLError | None] = {}

    def unwieldy(self) -> GraphQLError | None:
        """Why the document is not even worth validating: each of its parts counts."""
        compared = 0
        try:
            for node in self.document.definitions:
                if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
                    weight = weights.Weighing(self.schema, self.fragments, {}).definition(node)
                    if found := _exceeded(self._shape(weight)):
                        return found
                    compared += overlaps.comparisons(
                        node.selection_set, self.fragments, self.settings.max_fields
                    )
        except RecursionError:
            return too_costly("depth", self.settings.max_depth)
        return _exceeded([("comparisons", compared, self.settings.max_comparisons)])

    def refusal(
        self, operation: OperationDefinitionNode, variables: dict[str, Any]
    ) -> GraphQLError | None:
        """Why this operation with these variables is too costly, or None."""
        sizes = weights.sizes_of(operation, variables)
        key = (id(operation), tuple(sizes.values()))
        if key not in self.verdicts:
            if len(self.verdicts) >= CACHED_VERDICTS:
                self.verdicts.clear()
            weight = weights.Weighing(self.schema, self.fragments, sizes).definition(operation)
            self.verdicts[key] = _exceeded(self._amount(weight, operation))
        return self.verdicts[key]

    def _shape(self, weight: Weight) -> list[Bound]:
        return [
            ("depth", weight.depth, self.settings.max_depth),
            ("fields", weight.fields, self.settings.max_fields),
            ("aliases", weight.aliases, self.settings.max_aliases),
            ("introspections", weight.introspections, self.settings.max_introspections),
        ]

    def _amount(self, weight: Weight, operation: OperationDefinitionNode) -> list[Bound]:
        bounds = [
            ("listItems", weight.items, self.settings.max_list_items),
            ("nodes", weight.nodes, self.settings.max_nodes),
        ]
        if operation.operation is OperationType.MUTATION:
            bounds.append(("rootMutations", weight.roots, self.settings.max_root_mutations))
        return bounds


def _exceeded(bounds: list[Bound]) -> GraphQLError | None:
    for bound, asked, limit in bounds:
        if asked > limit:
            return too_costly(bound, limit)
    return None
