"""The documents say what is true: names, settings, commands, links, figures."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import click
import pytest
from tests.figures import PROMISES

from ouna.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
SOURCE = ROOT / "src" / "ouna"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_map_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    monkeypatch.delitem(sys.modules, "make_map", raising=False)
    import make_map

    assert read("docs/map.md") == make_map.render(), "Run: make map"


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    asked = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', read("src/ouna/web/settings.py")))
    for path in (SOURCE / "cli").glob("*.py"):
        asked |= set(re.findall(r'envvar="([A-Z_]+)"', path.read_text(encoding="utf-8")))
    table = read("docs/operate.md").split("## Settings")[1].split("\n## ")[0]
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert len(asked) > 15
    assert asked == told


def names_of_the_tour() -> list[tuple[str, str]]:
    return re.findall(r"`((?!package/)[a-z0-9_/]+\.py)(?:::(\w+))?`", read("docs/tour.md"))


@pytest.mark.parametrize(("path", "name"), names_of_the_tour())
def test_the_tour_names_what_is_there(path: str, name: str) -> None:
    text = (SOURCE / path).read_text(encoding="utf-8")
    assert not name or re.search(rf"^(def|class) {name}\b", text, re.MULTILINE)


def test_the_tour_leads_through_the_code() -> None:
    assert len(names_of_the_tour()) > 80
    gift, payment = read("docs/tour.md").split("# One payment, from request to evidence")
    for part in (gift, payment):
        assert {"core/book", "verify", "log"} <= set(re.findall(r"`((?:core/)?[a-z_]+)/", part))


def test_the_first_page_lists_every_command_and_no_other() -> None:
    told = set(re.findall(r"^\| `ouna ([a-z]+)", read("README.md"), re.MULTILINE))
    assert told == set(COMMANDS)


def commands_in(name: str) -> list[str]:
    """Every `ouna …` that a page shows, up to its end."""
    text = read(name)
    blocks = re.findall(r"^(?:\.venv/bin/)?(ouna [^#\n]+)", text, re.MULTILINE)
    return [c.strip().rstrip("&").strip() for c in (*blocks, *re.findall(r"`(ouna [^`\n]+)`", text))]


SHOWN = [(name, command) for name in ("README.md", "docs/operate.md") for command in commands_in(name)]


@pytest.mark.parametrize(("name", "command"), SHOWN)
def test_the_commands_shown_exist_with_their_options(name: str, command: str) -> None:
    words = [w for w in shlex.split(command)[1:] if w != "…"]
    group: click.Command = main
    context = click.Context(main, info_name="ouna")
    while words and isinstance(group, click.Group) and (found := group.get_command(context, words[0])):
        group, words = found, words[1:]
        context = click.Context(group, parent=context, info_name=group.name)
    known = {opt for p in group.params for opt in p.opts} | {"--help", "--version"}
    assert not {w for w in words if w.startswith("-")} - known
    assert not isinstance(group, click.Group) or not [w for w in words if not w.startswith("-")]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operate.md"])
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    told = set(re.findall(r"(?:^|[`(&] ?)make ([a-z-]+)", read(name), re.MULTILINE))
    assert told and told <= targets


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        file = (path.parent / place) if place else path
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert f'id="{anchor}"' in file.read_text(encoding="utf-8"), target


def test_the_page_of_figures_has_every_promise_and_none_was_broken() -> None:
    rows = re.findall(
        r"^\| \[(.+)\]\(#(\w+)\) \| ([\d,]+) \| (\d+) \|", read("docs/figures.md"), re.MULTILINE
    )
    assert {(says, name) for says, name, _, _ in rows} == {(p.says, n) for n, p in PROMISES.items()}
    assert all(int(tried.replace(",", "")) > 0 and lost == "0" for _, _, tried, lost in rows)


@pytest.mark.parametrize("test", sorted({t for p in PROMISES.values() for t in (*p.tests, *p.twins)}))
def test_the_tests_behind_the_figures_exist(test: str) -> None:
    file, *names = test.split("::")
    text = read(file)
    assert names[-1] == "runTest" or re.search(rf"^def {names[-1]}\b", text, re.MULTILINE)


def test_decisions_are_listed_and_have_their_parts() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\((\d{4}-[a-z-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    files = sorted(p.name for p in folder.glob("[0-9]*.md"))
    assert listed == files
    for name in files:
        text = (folder / name).read_text(encoding="utf-8")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), name
