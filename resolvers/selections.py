"""What an operation asks for below a field: a list reads, once for all, what its items show."""

from collections.abc import Iterator, Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionNode

from resolvers.context import Info


def fields(info: Info) -> set[str]:
    """The names of all fields that are asked for anywhere below the current one."""
    raw = info._raw_info
    return {name for node in raw.field_nodes for name in _below(node, raw.fragments)}


def _below(node: SelectionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[str]:
    within = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
    selected = getattr(within, "selection_set", None)
    for part in selected.selections if selected else ():
        if isinstance(part, FieldNode):
            yield part.name.value
        yield from _below(part, fragments)
