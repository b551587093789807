"""To whom the answer to a subscription looks the same: read off its document, once."""

import inspect
import re
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    print_ast,
)
from strawberry.types.field import StrawberryField

from models.audiences import Alike
from web.graphql.documents import Document

VARIABLE = re.compile(r"\$(\w+)")


@dataclass
class Answers:
    """What the answers to one subscription depend on, besides what is told.

    What the root field is given chooses what is told, not how it looks.
    """

    schema: GraphQLSchema
    document: Document
    alike: Alike = Alike.TO_ALL
    variables: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def read(self, operation: OperationDefinitionNode) -> "Answers":
        """Look at all that is selected."""
        self._selections(operation.selection_set, self.schema.subscription_type)
        return self

    def _selections(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None
    ) -> None:
        for node in selected.selections if selected else ():
            self._note_variables(node.directives)
            self._selection(node, parent)

    def _selection(self, node: SelectionNode, parent: GraphQLNamedType | None) -> None:
        if isinstance(node, FieldNode):
            self._field(node, parent)
        elif isinstance(node, FragmentSpreadNode):
            self._fragment(node.name.value)
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            kind = self.schema.get_type(condition.name.value) if condition else parent
            self._selections(node.selection_set, kind)

    def _fragment(self, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        for node in self.document.ast.definitions:
            if isinstance(node, FragmentDefinitionNode) and node.name.value == name:
                kind = self.schema.get_type(node.type_condition.name.value)
                self._selections(node.selection_set, kind)

    def _field(self, node: FieldNode, parent: Any) -> None:
        name = node.name.value
        if name.startswith("__"):
            return
        found = self.schema.get_field(parent, name)
        assert found
        if parent is not self.schema.subscription_type:
            self._note_variables(node.arguments)
            kinds = self.schema.get_possible_types(parent) if is_abstract_type(parent) else [parent]
            self.alike = max(self.alike, *(declared(kind.fields[name]) for kind in kinds))
        self._selections(node.selection_set, get_named_type(found.type))

    def _note_variables(self, nodes: tuple[Node, ...] | None) -> None:
        for node in nodes or ():
            self.variables.update(VARIABLE.findall(print_ast(node)))


def declared(found: GraphQLField) -> Alike:
    """What the schema declares of a field.

    Attributes, and resolvers that are given nothing but their thing, cannot depend on who asks.
    """
    definition = (found.extensions or {}).get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or definition.extensions:
        return Alike.TO_NOBODY_ELSE
    if "alike" in definition.metadata:
        return Alike(definition.metadata["alike"])
    if definition.base_resolver is None:
        return Alike.TO_ALL
    function: Any = definition.base_resolver.wrapped_func
    takes = list(inspect.signature(function).parameters)
    return Alike.TO_ALL if takes == ["root"] else Alike.TO_NOBODY_ELSE
