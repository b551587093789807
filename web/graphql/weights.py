"""What an operation asks for, in fields, depth, items and things.

Each fragment is weighed once and counted at every use, so a document that doubles itself through
nested fragments is as quick to weigh as any other.
"""

from functools import cache
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

PAGE = 20  # rows of a page that names no size
LIST = 5  # assumed items of a plain list, which the house keeps short
MANY = 10**9  # stands for every number that is too large to matter

# How long an int or a list is, which is all that a weight needs to know of a variable.
Size = tuple[int | None, int]
Sizes = dict[str, Size]
NOTHING: Size = (None, 0)


class Weight(NamedTuple):
    """What a selection asks for, fragments counted at each use."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    items: int = 0
    nodes: int = 0
    roots: int = 0
    introspections: int = 0

    def beside(self, other: "Weight") -> "Weight":
        """Both together, as neighbours in one selection."""
        return Weight(max(self.depth, other.depth), *(a + b for a, b in _counts(self, other)))


def _counts(one: Weight, other: Weight) -> list[tuple[int, int]]:
    return list(zip(one[1:], other[1:], strict=True))


class Weighing:
    """One walk over an operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        sizes: Sizes,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.sizes = sizes
        self.weighed: dict[str, Weight] = {}

    def definition(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> Weight:
        """What an operation or a fragment asks for."""
        if isinstance(node, FragmentDefinitionNode):
            return self._fragment(node.name.value)
        return self._selections(node.selection_set, self.schema.get_root_type(node.operation))

    def _selections(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None
    ) -> Weight:
        weight = Weight()
        for node in selected.selections if selected else ():
            weight = weight.beside(self._selection(node, parent))
        return weight

    def _selection(self, node: SelectionNode, parent: GraphQLNamedType | None) -> Weight:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)
        if node.type_condition:
            parent = self.schema.get_type(node.type_condition.name.value)
        return self._selections(node.selection_set, parent)

    def _fragment(self, name: str) -> Weight:
        if name not in self.weighed and (fragment := self.fragments.get(name)):
            self.weighed[name] = Weight()  # ends a cycle
            parent = self.schema.get_type(fragment.type_condition.name.value)
            self.weighed[name] = self._selections(fragment.selection_set, parent)
        return self.weighed.get(name, Weight())

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Weight:
        name = node.name.value
        field = self.schema.get_field(parent, name) if parent else None  # type: ignore[arg-type]
        kind = get_named_type(field.type) if field else None
        inner = self._selections(node.selection_set, kind)
        introspects = name in ("__schema", "__type")
        items = sum(_items(argument.value, self.sizes) for argument in node.arguments or ())
        things = self._things(node, field, parent, items)
        return Weight(
            # graphql-core bounds the depth of introspection itself, and tools need theirs.
            depth=1 if introspects or _is_meta(parent) else inner.depth + 1,
            fields=inner.fields + 1,
            aliases=inner.aliases + (node.alias is not None),
            items=inner.items + items,
            nodes=0 if introspects else things * inner.nodes + things * _counted(parent, kind),
            roots=1,
            introspections=inner.introspections + introspects,
        )

    def _things(
        self,
        node: FieldNode,
        field: GraphQLField | None,
        parent: GraphQLNamedType | None,
        items: int,
    ) -> int:
        """How many things a field answers with."""
        if field is None:
            return 1
        if _is_page(get_named_type(field.type)):
            return self._page(node)
        if is_list_type(get_nullable_type(field.type)) and not _is_page(parent):
            return max(LIST, items)
        return 1

    def _page(self, node: FieldNode) -> int:
        sizes = [
            size
            for argument in node.arguments or ()
            if argument.name.value in ("first", "last")
            and (size := self._number(argument.value)) is not None
        ]
        return max(0, *sizes) if sizes else PAGE

    def _number(self, value: ValueNode) -> int | None:
        if isinstance(value, VariableNode):
            return self.sizes.get(value.name.value, NOTHING)[0]
        return _literal_number(value)


def sizes_of(operation: OperationDefinitionNode, variables: dict[str, Any]) -> Sizes:
    """The sizes of the variables of an operation, given or by default."""
    sizes: Sizes = {}
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name in variables:
            value = variables[name]
            sizes[name] = (_number_in(value), _items_in(value))
        elif definition.default_value:
            default = definition.default_value
            sizes[name] = (_literal_number(default), _items(default, {}))
        else:
            sizes[name] = NOTHING
    return sizes


def _items(value: ValueNode, sizes: Sizes) -> int:
    """Items of all lists in an argument, those of its variables included."""
    if isinstance(value, VariableNode):
        return sizes.get(value.name.value, NOTHING)[1]
    if isinstance(value, ListValueNode):
        return len(value.values) + sum(_items(item, sizes) for item in value.values)
    if isinstance(value, ObjectValueNode):
        return sum(_items(field.value, sizes) for field in value.fields)
    return 0


def _number_in(value: object) -> int | None:
    """An Int as GraphQL reads it from JSON: 20.0 is 20."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(min(value, MANY))


def _items_in(value: object) -> int:
    """Items of all lists in a JSON value, without recursion."""
    items, pending = 0, [value]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            items += len(value)
            pending.extend(value)
        elif isinstance(value, dict):
            pending.extend(value.values())
    return items


def _literal_number(value: ValueNode) -> int | None:
    if not isinstance(value, IntValueNode):
        return None
    return int(value.value) if len(value.value) < 10 else MANY


def _counted(parent: GraphQLNamedType | None, kind: GraphQLNamedType | None) -> bool:
    """Whether a field's answers are things: not scalars, nor the wrapping of a page's rows."""
    return not (kind is None or is_leaf_type(kind) or _is_page(parent) or _is_edge(parent))


@cache
def _is_page(kind: GraphQLNamedType | None) -> bool:
    fields = getattr(kind, "fields", {})
    return "pageInfo" in fields and ("edges" in fields or "nodes" in fields)


@cache
def _is_edge(kind: GraphQLNamedType | None) -> bool:
    fields = getattr(kind, "fields", {})
    return "node" in fields and "cursor" in fields


def _is_meta(kind: GraphQLNamedType | None) -> bool:
    return kind is not None and kind.name.startswith("__")
