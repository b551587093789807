"""The edge of the GraphQL API: everything between a stranger's bytes and a resolver."""
