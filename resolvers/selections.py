"""What an operation asks for below a field: so that a list reads once what its items will show."""

from collections.abc import Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionNode

from resolvers.context import Info


def mentions(info: Info, field: str) -> bool:
    """Whether a field of this name is asked for anywhere below the current one."""
    raw = info._raw_info
    return any(_mentions(node, field, raw.fragments) for node in raw.field_nodes)


def _mentions(
    node: SelectionNode, field: str, fragments: Mapping[str, FragmentDefinitionNode]
) -> bool:
    if isinstance(node, FragmentSpreadNode):
        parts = fragments[node.name.value].selection_set.selections
    else:
        selected = getattr(node, "selection_set", None)
        parts = selected.selections if selected else ()
    return any(
        (isinstance(part, FieldNode) and part.name.value == field) or _mentions(part, field, fragments)
        for part in parts
    )
