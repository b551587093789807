"""How often validation compares two fields of one name: the only quadratic cost of a document."""

from collections import defaultdict
from collections.abc import Iterator

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

Fragments = dict[str, FragmentDefinitionNode]


def comparisons(selected: SelectionSetNode, fragments: Fragments, most_fields: int) -> int:
    """Pairs of fields that would answer under one name, everywhere below a selection.

    Fields of one name are merged and so compared, and what they select is merged in turn. Each
    field is visited once; more than `most_fields` can only be fragments that spread themselves.
    """
    pairs, visited, pending = 0, 0, [[selected]]
    while pending and visited <= most_fields:
        named: dict[str, list[SelectionSetNode | None]] = defaultdict(list)
        for field in _fields(pending.pop(), fragments, set()):
            name = field.alias.value if field.alias else field.name.value
            named[name].append(field.selection_set)
        for same in named.values():
            visited += len(same)
            pairs += len(same) * (len(same) - 1) // 2
            if below := [selection for selection in same if selection]:
                pending.append(below)
    return pairs


def _fields(
    selections: list[SelectionSetNode], fragments: Fragments, spread: set[str]
) -> Iterator[FieldNode]:
    for selected in selections:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from _fields([node.selection_set], fragments, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                if fragment := fragments.get(node.name.value):
                    yield from _fields([fragment.selection_set], fragments, spread)
