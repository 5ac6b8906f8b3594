"""Rights: the table is parsed strictly, names match loosely, higher levels cover lower ones."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.base import assets
from wizard.domain.rights import (
    Column,
    Comparison,
    Level,
    Levels,
    Right,
    RightRow,
    RightsTable,
    Source,
    gaps,
    normalize_name,
)
from wizard.domain.scope import Need, Scope, Ticket

TABLE = (
    '{ name = "Service / Priority", kind = "priority", when = "project",'
    ' read = "/service/priorities" }'
)
ROW = f"""
[[right]]
module = "Service Desk"
function = "Service Tickets"
add = "All"
edit = "All"
delete = "None"
inquire = "All"
when = "service"
why = "Creates tickets."
reads = ["/service/tickets?pageSize=1"]
customize = [{TABLE}]
"""
GOOD = f'version = 1\ndate = 2026-11-23\nsource = "vendors"\n{ROW}'
NONE, MY, ALL = Level
NEEDED = Levels(ALL, ALL, NONE, ALL)


def right(needed: Levels = NEEDED) -> Right:
    return Right("Service Desk", "Service Tickets", needed, Need.SERVICE, "why")


def read(*levels: Level | None, needed: Levels = NEEDED, denied: tuple[str, ...] = ()) -> RightRow:
    return RightRow(right(needed), Levels(*levels), Source.MY_SECURITY, denied)


class TestTable:
    def test_the_table_is_read_completely(self) -> None:
        table = RightsTable.parse(GOOD)
        (only,) = table.rights
        assert (table.version, table.date) == ("1", "2026-11-23")
        assert only.title == "Service Desk › Service Tickets"
        assert only.needed == NEEDED
        assert (only.when, only.why) == (Need.SERVICE, "Creates tickets.")
        assert only.reads == ("/service/tickets?pageSize=1",)
        assert [(t.name, t.when, t.read) for t in only.tables] == [
            ("Service / Priority", Need.PROJECT, "/service/priorities")
        ]

    def test_optional_lists_may_be_omitted(self) -> None:
        short = "\n".join(line for line in GOOD.splitlines() if not line.startswith(("rea", "cus")))
        (only,) = RightsTable.parse(short).rights
        assert (only.reads, only.tables) == ((), ())

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('add = "All"', 'add = "Some"'),
            ('add = "All"', 'add = "all"'),
            ('add = "All"', "add = 1"),
            ('add = "All"', ""),
            ('add = "All"', 'add = "All"\nad = "All"'),
            ('when = "service"', 'when = "sometimes"'),
            ('when = "service"', ""),
            ('why = "Creates tickets."', ""),
            ('module = "Service Desk"', ""),
            ('function = "Service Tickets"', ""),
            ('reads = ["/service/tickets?pageSize=1"]', 'reads = "/service/tickets"'),
            ('{ name = "Service / Priority"', '{ nam = "Service / Priority"'),
            ('when = "project"', 'when = "never"'),
            ('kind = "priority"', 'kind = "anything"'),
            ('kind = "priority", ', ""),
            (TABLE.partition(" read")[0], "{"),
            ("version = 1", ""),
            ("date = 2026-11-23", ""),
            ("[[right]]", "[[wrong]]"),
            ("[[right]]", "[right]"),
            ("[[right]]", "[[right"),
            (ROW, ""),
            (ROW, "right = []"),
            (ROW, 'right = ["Service Tickets"]'),
            (ROW, 'right = "Service Tickets"'),
            (ROW, "right = 5"),
            ("customize = [{", 'customize = ["Service / Priority"]\nx = [{'),
            (GOOD, "\x00"),
            (GOOD, ""),
        ],
    )
    def test_a_mistake_in_the_table_is_detected(self, old: str, new: str) -> None:
        assert old in GOOD
        with pytest.raises(ValueError, match=r"\w"):
            RightsTable.parse(GOOD.replace(old, new, 1))

    @pytest.mark.parametrize("entry", ['["Service / Priority"]', '"Service / Priority"', "[5]"])
    def test_customize_must_be_a_list_of_tables(self, entry: str) -> None:
        lines = [line for line in GOOD.splitlines() if not line.startswith("customize")]
        with pytest.raises(ValueError, match=r"rights\.toml"):
            RightsTable.parse("\n".join([*lines, f"customize = {entry}"]))

    @pytest.mark.parametrize("deep", ["right = " + "[" * 900, "x = " + "{a = " * 900])
    def test_an_endlessly_nested_table_is_refused(self, deep: str) -> None:
        with pytest.raises(ValueError, match=r"rights\.toml"):
            RightsTable.parse(deep)

    def test_a_scope_selects_its_rows_in_file_order(self) -> None:
        table = RightsTable.parse(assets.text("rights.toml"))
        everything = Scope(
            frozenset(Ticket), closes_tickets=True, maps_contacts=True, maps_owners=True
        )
        assert table.needed(everything) == table.rights
        nothing = Scope(frozenset())
        assert {r.when for r in table.needed(nothing)} == {Need.ALWAYS}
        assert [r for r in table.rights if r in table.needed(Scope())] == list(
            table.needed(Scope())
        )

    def test_customize_entries_depend_on_the_scope(self) -> None:
        table = RightsTable.parse(assets.text("rights.toml"))
        (setup,) = (r for r in table.rights if r.function == "Table Setup")
        service, project = Scope(), Scope(frozenset({Ticket.PROJECT}))
        assert "Service / Service Board" in setup.tables_for(service)
        assert "Project / Project Board(s)" not in setup.tables_for(service)
        assert "Project / Project Board(s)" in setup.tables_for(project)


class TestLevels:
    @pytest.mark.parametrize(("granted", "needed"), list(itertools.product(Level, Level)))
    def test_a_higher_level_covers_a_lower_one_only(self, granted: Level, needed: Level) -> None:
        order = [NONE, MY, ALL]
        assert granted.covers(needed) is (order.index(granted) >= order.index(needed))

    def test_the_columns_have_the_labels_of_the_screen(self) -> None:
        assert [column.label for column in Column] == [
            *("Add Level", "Edit Level", "Delete Level", "Inquire Level")
        ]
        assert [(c.value, level) for c, level in NEEDED.items()] == [
            *(("add", ALL), ("edit", ALL), ("delete", NONE), ("inquire", ALL))
        ]


class TestComparison:
    def test_exactly_what_is_needed_is_ok(self) -> None:
        row = read(ALL, ALL, NONE, ALL)
        assert (row.verdict, row.gap, row.fix) == (Comparison.OK, "", "")
        assert row.inquire_proven

    def test_a_missing_level_is_named_with_its_fix(self) -> None:
        row = read(NONE, MY, NONE, ALL)
        assert row.verdict is Comparison.MISSING
        assert row.gap == (
            "Service Desk › Service Tickets › Add Level is None, needs All; "
            "Edit Level is My, needs All"
        )
        assert row.fix == "Service Desk › Service Tickets: Add Level → All, Edit Level → All"

    def test_a_granted_all_is_enough_for_a_needed_my(self) -> None:
        needed = Levels(NONE, NONE, NONE, MY)
        assert read(NONE, NONE, NONE, ALL, needed=needed).verdict is not Comparison.MISSING
        assert read(NONE, NONE, NONE, MY, needed=needed).verdict is Comparison.OK
        assert read(NONE, NONE, NONE, ALL, needed=needed).inquire_proven

    def test_a_granted_my_is_not_enough_for_a_needed_all(self) -> None:
        row = read(ALL, ALL, NONE, MY)
        assert row.verdict is Comparison.MISSING
        assert "Inquire Level is My, needs All" in row.gap
        assert not row.inquire_proven

    def test_more_than_needed_is_excess(self) -> None:
        row = read(ALL, ALL, MY, ALL)
        assert (row.verdict, row.excess()) == (Comparison.EXCESS, (Column.DELETE,))
        assert row.gap == ""
        assert row.fix == "Service Desk › Service Tickets: Delete Level → None"

    def test_a_needed_level_that_was_not_read_is_unknown(self) -> None:
        row = read(None, None, None, ALL)
        assert (row.verdict, row.unknown()) == (Comparison.UNKNOWN, (Column.ADD, Column.EDIT))
        assert row.fix == "Service Desk › Service Tickets: Add Level → All, Edit Level → All"
        assert row.inquire_proven

    def test_an_unneeded_level_that_was_not_read_does_not_matter(self) -> None:
        assert read(ALL, ALL, None, ALL).verdict is Comparison.OK

    def test_nothing_read_is_unknown(self) -> None:
        row = RightRow(right())
        assert (row.verdict, row.source, row.granted) == (Comparison.UNKNOWN, Source.NONE, None)
        assert not row.inquire_proven
        assert RightRow(right(Levels(NONE, NONE, NONE, NONE))).inquire_proven

    def test_missing_levels_are_reported_before_excess(self) -> None:
        assert read(NONE, None, ALL, ALL).verdict is Comparison.MISSING
        assert read(ALL, None, ALL, ALL).verdict is Comparison.UNKNOWN

    def test_a_refused_table_is_missing_even_if_the_levels_are_right(self) -> None:
        row = read(ALL, ALL, NONE, ALL, denied=("Service / Priority", "Service / Source"))
        assert row.verdict is Comparison.MISSING
        assert row.gap == (
            "Service Desk › Service Tickets › "
            "customize doesn't allow Service / Priority, Service / Source"
        )
        assert "customize › Allow › Service / Priority" in row.fix

    def test_only_insufficient_rows_are_gaps(self) -> None:
        short = read(NONE, ALL, NONE, ALL)
        assert gaps([read(ALL, ALL, NONE, ALL), short, RightRow(right())]) == (short.gap,)


@pytest.mark.parametrize(
    "alike",
    [
        (
            "Service Tickets",
            "ServiceTickets",
            "Service Ticket",
            "service tickets",
            "SERVICE_TICKETS",
        ),
        (
            "Close Service Tickets",
            "Close Service Ticket",
            "Close Service Ticket(s)",
            "CloseServiceTickets",
        ),
        (
            "Company Maintenance",
            "CompanyMaintenance",
            "Companies Maintenance",
            "company-maintenance",
        ),
        ("Project Headers", "Project Header", "ProjectHeaders", "Project / Header(s)"),
        ("Project Phase", "Project Phases", "Project Phase(s)", "projectPhase"),
        ("Table Setup", "TableSetup", "Tables Setup", " table  setup "),
        ("Member Maintenance", "MemberMaintenance", "Members Maintenance"),
        ("Service Desk", "ServiceDesk", "service_desk", "Service-Desk"),
        ("Contacts", "Contact", "CONTACTS"),
        ("Companies", "Company", "COMPANIES"),
        ("Time & Expense", "Time and Expenses", "TimeAndExpense"),
        ("Service / Service Board", "Service / Service Boards", "Service/Service Board(s)"),
        ("Company Status", "Company Statuses"),
        ("Boxes and Addresses", "box & address"),
        ("API Members", "ApiMember"),
    ],
)
def test_equivalent_names_match(alike: tuple[str, ...]) -> None:
    assert len({normalize_name(name) for name in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Service Tickets", "Close Service Tickets"),
        ("Service Tickets", "Project Tickets"),
        ("Project Headers", "Project Phase"),
        ("Company Maintenance", "Member Maintenance"),
        ("Contacts", "Companies"),
        ("Service Tickets", "Service Tickets - Dependencies"),
        ("Table Setup", "Table Setup Report"),
        ("System", "Service Desk"),
    ],
)
def test_different_names_do_not_match(one: str, other: str) -> None:
    assert normalize_name(one) != normalize_name(other)


def test_the_names_of_the_table_are_all_different() -> None:
    table = RightsTable.parse(assets.text("rights.toml"))
    assert len({normalize_name(r.function) for r in table.rights}) == len(table.rights)


@given(st.text(max_size=40))
def test_any_name_can_be_compared(name: str) -> None:
    assert (
        normalize_name(name)
        == normalize_name(f" {name} ")
        == normalize_name(name.replace(" ", "_"))
    )
    assert normalize_name(name).isascii()


cells = st.sampled_from([None, *Level])
needs = st.sampled_from(list(Level))


@given(st.builds(Levels, needs, needs, needs, needs), st.builds(Levels, cells, cells, cells, cells))
def test_every_cell_is_judged_once(needed: Levels, granted: Levels) -> None:
    row = RightRow(right(needed), granted, Source.MY_SECURITY)
    missing, excess, unknown = set(row.missing()), set(row.excess()), set(row.unknown())
    assert not missing & excess
    assert not unknown & (missing | excess)
    assert bool(row.gap) is bool(missing)
    assert bool(row.fix) is (row.verdict is not Comparison.OK)
    for column in set(Column) - missing - excess - unknown:
        assert granted[column] in {needed[column], None}
