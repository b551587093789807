"""Which tests run where, and in which order: two databases, two processes, and little time.

Everything runs on SQLite. On PostgreSQL runs what has to do with a database: every test of races,
restarts, walks, stories, texts and pages with all its cases, and every other test with its first
case; the others differ in values and words, not in statements. What crawls over the whole API to
see who is shown what, and the edge, which answers before any database does, runs on SQLite alone.
On a grand scale everything runs on both.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

# Files that take long as a whole: left out of `make check`.
LONG = {
    "test_accounts_lists", "test_accounts_log", "test_accounts_seen",
    "test_asking_from_the_profile", "test_asking_to_enter", "test_buses", "test_cancellations",
    "test_deactivated", "test_delegated_leavers", "test_delivery", "test_demo_examples",
    "test_digests", "test_escalation", "test_examples_tried", "test_found_again",
    "test_http_bodies", "test_imports", "test_imports_entitlements", "test_imports_meanwhile",
    "test_kills", "test_loading", "test_lookalikes", "test_lookups", "test_mailer", "test_nodes",
    "test_oidc", "test_oidc_forgeries", "test_oidc_people", "test_oidc_provider",
    "test_onboarding_links", "test_onboarding_races", "test_packaging", "test_pages",
    "test_quick_reference", "test_readme", "test_reason_lengths", "test_seams",
    "test_seen_by_whom", "test_server", "test_silence_workers", "test_startup", "test_statements",
    "test_support_notices", "test_support_statements", "test_texts", "test_tried_pairs",
    "test_virtual_accounts", "test_worker",
}  # fmt: skip

# The longest of all, the longest first: begun last, one would keep a process busy alone.
FIRST = [
    "test_many_machines", "test_graphiql", "test_every_screen", "test_startup", "test_imports",
    "test_nodes", "test_kills", "test_race", "test_reconnects", "test_two_registrants",
    "test_imports_entitlements", "test_onboarding_races", "test_cancellations", "test_readme",
    "test_many_listeners", "test_large", "test_shutdown", "test_seams", "test_walk_registrations",
    "test_walk_applications", "test_walk_support", "test_walk_requests", "test_last_admin",
    "test_lookalikes", "test_texts", "test_worker",
]  # fmt: skip

# On PostgreSQL all cases of these files and folders are tried, and none of those.
EVERY_CASE = {
    "faults",
    "models",
    "stories",
    "walks",
    "test_onboarding_races",
    "test_pages",
    "test_texts",
}
ON_SQLITE_ALONE = {
    "web", "test_admit_mutations", "test_documents", "test_found_again", "test_nodes",
    "test_rights", "test_seen_by_whom",
}  # fmt: skip


def mark_long(items: Iterable[pytest.Item]) -> None:
    """Mark all tests of the long files as slow."""
    for item in items:
        if item.path.stem in LONG:
            item.add_marker(pytest.mark.slow)


def longest_first(items: list[pytest.Item]) -> None:
    """Put the longest files first, the others as they are."""
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def done_on_sqlite(items: Iterable[pytest.Item], full: bool) -> set[pytest.Item]:
    """What need not run on PostgreSQL."""
    done: set[pytest.Item] = set()
    tried: set[tuple[Path, str]] = set()
    for item in items:
        test = item.path, item.nodeid.partition("[")[0]
        counted = item.get_closest_marker("prove")
        again = test in tried and not counted and not _is_of(item, EVERY_CASE)
        if _needs_no_database(item) or (not full and (again or _is_of(item, ON_SQLITE_ALONE))):
            done.add(item)
        tried.add(test)
    return done


def _needs_no_database(item: pytest.Item) -> bool:
    return "postgres" not in getattr(item, "fixturenames", ())


def _is_of(item: pytest.Item, names: set[str]) -> bool:
    return not names.isdisjoint((item.path.stem, item.path.parent.name))
