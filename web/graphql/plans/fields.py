"""Which fields an operation answers with: collected once, by graphql-core itself."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

Grouped = dict[str, list[FieldDetails]]
Switches = dict[str, Any]

UNKNOWN = 1_000  # a length that nobody tells
UNUSUAL = {"defer", "stream"}
SWITCHES = {"skip", "include"}


class _Reading(Visitor):
    """What of an operation decides how it can be planned."""

    def __init__(self) -> None:
        super().__init__()
        self.usual = True
        self.switches: dict[str, None] = {}
        self.spread: dict[str, None] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Directives of an operation change how errors pass on."""
        self.usual = self.usual and not node.directives

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        """Fragments with variables of their own are an experiment."""
        self.usual = self.usual and not node.variable_definitions

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        """Only what is spread counts."""
        self.spread[node.name.value] = None

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        """Fields are switched on and off by literals or by variables."""
        self.usual = self.usual and node.name.value not in UNUSUAL
        if node.name.value in SWITCHES:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.switches[argument.value.name.value] = None
                else:
                    self.usual = self.usual and isinstance(argument.value, BooleanValueNode)


class Asked:
    """One operation of a document, as everything about it that does not change."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.length = len(operation.loc.source.body) if operation.loc else UNKNOWN
        self.definitions = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.fragments = {
            name: FragmentDetails(node, None) for name, node in self.definitions.items()
        }

    def switches(self, values: dict[str, Any]) -> Switches | None:
        """What the variables of `@skip` and `@include` say; None where no plan can follow."""
        if not self._reading.usual:
            return None
        found = {name: values.get(name) for name in self._reading.switches}
        return found if all(type(value) is bool for value in found.values()) else None

    @cached_property
    def _reading(self) -> _Reading:
        reading, read = _Reading(), set[str]()
        visit(self.operation, reading)
        while unread := reading.spread.keys() - read:
            for name in unread:
                read.add(name)
                visit(self.definitions[name], reading)
        return reading


@dataclass(frozen=True)
class Collector:
    """Collects the fields of one operation under fixed switches."""

    asked: Asked
    values: VariableValues  # of the switches alone

    def root(self, kind: GraphQLObjectType) -> Grouped:
        """The operation's own fields."""
        asked = self.asked
        return collect_fields(
            asked.schema, asked.fragments, self.values, kind, asked.operation
        ).grouped_field_set

    def below(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> Grouped:
        """The fields of what a field answers with, if that is of this type."""
        asked = self.asked
        return collect_subfields(
            asked.schema, asked.fragments, self.values, asked.operation, kind, details
        ).grouped_field_set


def takes_variables(details: list[FieldDetails]) -> bool:
    """Whether the arguments of a field can be others in another execution."""
    pending: list[Any] = [argument.value for argument in details[0].node.arguments or ()]
    while pending:
        value = pending.pop()
        if isinstance(value, VariableNode):
            return True
        pending.extend(getattr(value, "values", ()))
        pending.extend(field.value for field in getattr(value, "fields", ()))
    return False
