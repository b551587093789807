"""What an operation asks for below a field: a list reads, once for all, what its items show."""

from collections.abc import Iterator, Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionNode

from resolvers.context import Info

KEPT = "fields_below"


def fields(info: Info) -> frozenset[str]:
    """The names of all fields that are asked for anywhere below the current one."""
    raw = info._raw_info
    found = [_found(node, raw.fragments) for node in raw.field_nodes]
    return found[0] if len(found) == 1 else frozenset().union(*found)


def _found(node: FieldNode, fragments: Mapping[str, FragmentDefinitionNode]) -> frozenset[str]:
    # Documents are kept and asked again; the answer is kept with them.
    names: frozenset[str] | None = node.__dict__.get(KEPT)
    if names is None:
        names = node.__dict__[KEPT] = frozenset(_below(node, fragments))
    return names


def _below(node: SelectionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[str]:
    within = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
    selected = getattr(within, "selection_set", None)
    for part in selected.selections if selected else ():
        if isinstance(part, FieldNode):
            yield part.name.value
        yield from _below(part, fragments)
