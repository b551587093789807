"""Documents, parsed and validated once: bounded caches that really hit."""

from collections import OrderedDict
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from web.graphql import cost
from web.settings import Settings

REPORTED_ERRORS = 5
CACHED_DOCUMENTS = 256
CACHED_CHARACTERS = 400_000  # of all cached documents: a parsed one takes a hundredfold
CACHED_LENGTH = 20_000  # of one document; longer ones are parsed each time


@dataclass
class Document:
    """One text: what it contains, what it costs, and why it cannot run."""

    ast: DocumentNode
    operations: list[OperationDefinitionNode] = field(default_factory=list)
    errors: list[GraphQLError] = field(default_factory=list)
    scales: cost.Scales | None = None

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation to run; None when the name leaves that open."""
        if name is None:
            return self.operations[0] if len(self.operations) == 1 else None
        named = (node for node in self.operations if node.name and node.name.value == name)
        return next(named, None)


class Documents:
    """Parses and validates, and remembers the valid documents."""

    def __init__(self, schema: GraphQLSchema, settings: Settings) -> None:
        self.schema = schema
        self.settings = settings
        self.hidden = not settings.exploring
        self.rules = [*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule]
        if self.hidden:
            self.rules.append(NoSchemaIntrospectionCustomRule)
        self.cached: OrderedDict[str, Document] = OrderedDict()
        self.characters = 0
        self.hits = 0
        self.latest = ("", self._parse(""))  # spares a long document its second parsing

    def read(self, text: str) -> Document:
        """The document of this text, with its errors if it has any."""
        if text in self.cached:
            self.hits += 1
            self.cached.move_to_end(text)
            return self.cached[text]
        if text == self.latest[0]:
            return self.latest[1]
        document = self._parse(text)
        self.latest = (text, document)
        if not document.errors and len(text) <= CACHED_LENGTH:
            self._remember(text, document)
        return document

    def _parse(self, text: str) -> Document:
        try:
            ast = parse(text, max_tokens=self.settings.max_tokens)
        except GraphQLSyntaxError as error:
            return Document(DocumentNode(definitions=()), errors=[self._syntax_error(error)])
        operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        document = Document(ast, operations)
        if len(operations) > self.settings.max_operations:
            document.errors = [cost.too_costly("operations", self.settings.max_operations)]
        else:
            document.scales = cost.Scales(self.schema, ast, self.settings)
            unwieldy = document.scales.unwieldy()
            document.errors = [unwieldy] if unwieldy else self._validate(ast)
        return document

    def _syntax_error(self, error: GraphQLSyntaxError) -> GraphQLError:
        if "nested too deeply" in error.message:
            return cost.too_costly("depth", self.settings.max_depth)
        if "Parsing aborted" in error.message:
            return cost.too_costly("tokens", self.settings.max_tokens)
        error.extensions = {"code": "GRAPHQL_PARSE_FAILED"}
        return error

    def _validate(self, ast: DocumentNode) -> list[GraphQLError]:
        errors = validate(
            self.schema, ast, self.rules, max_errors=REPORTED_ERRORS, hide_suggestions=self.hidden
        )[:REPORTED_ERRORS]
        for error in errors:
            error.extensions = {**(error.extensions or {}), "code": "GRAPHQL_VALIDATION_FAILED"}
        return errors

    def _remember(self, text: str, document: Document) -> None:
        self.cached[text] = document
        self.characters += len(text)
        while self.characters > CACHED_CHARACTERS or len(self.cached) > CACHED_DOCUMENTS:
            forgotten, _ = self.cached.popitem(last=False)
            self.characters -= len(forgotten)
