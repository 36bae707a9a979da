"""Every text stands out 4.5 : 1 from what it lies on, every sign 3 : 1: by role, by style sheet, by code."""
import ast
import re
from pathlib import Path

import pytest

from desktop.ui import theme, tokens
from desktop.ui.tokens import LEAST_CONTRAST, LEAST_OF_SIGNS, TONES, Colour, contrast, sign_pairs, text_pairs

UI = Path(tokens.__file__).parent
BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
LIGHT = ("PAGE", "CARD", "FIELD", "PANEL", "SELECTED", "HOVER")
GROUNDS = {"light": [getattr(Colour, each) for each in LIGHT],
           "nav": [Colour.NAV, Colour.NAV_SELECTED, Colour.NAV_HOVER],
           "primary": [Colour.ACCENT, Colour.ACCENT_HOVER, Colour.ACCENT_DOWN]}
TEXT_INKS = {"INK", "SOFT_INK", "ACCENT", "ON_ACCENT", "ON_NAV", "NAV_INK", "NAV_MARK"}
SIGN_INKS = {"INPUT_LINE", "POWER_CUT"}
QUIET = {"LINE", "HAIR", "FIELD_LINE", "UNKNOWN", "TRACK", "SHADOW"}    # hairlines and grounds, beside words
FILLS = {"CARD", "PAGE", "FIELD", "PANEL", "SELECTED", "HOVER", "TRACK", "NAV", "NAV_SELECTED", "NAV_HOVER"}


def rules():
    """Return (selector, {property: value}) of every rule of the style sheet, one for each part of a selector."""
    found = []
    for selectors, body in BLOCK.findall(re.sub(r"/\*.*?\*/", "", theme.qss(), flags=re.DOTALL)):
        said = dict(part.strip().split(":", 1) for part in body.split(";") if ":" in part)
        said = {key.strip(): value.strip() for key, value in said.items()}
        found += [(selector.strip(), said) for selector in selectors.split(",")]
    return found


def family(selector):
    if "navigation" in selector or 'kind="nav"' in selector:
        return "nav"
    return "primary" if 'kind="primary"' in selector and "disabled" not in selector else "light"


def colour_in(text):
    found = re.search(r"#[0-9a-fA-F]{6}", text or "")
    return found[0] if found else None


@pytest.mark.parametrize(("ink", "ground"), [pytest.param(ink, ground, id=name) for name, ink, ground in text_pairs()])
def test_each_text_role_can_be_read_on_each_ground(ink, ground):
    assert contrast(ink, ground) >= LEAST_CONTRAST


@pytest.mark.parametrize(("ink", "ground"), [pytest.param(ink, ground, id=name) for name, ink, ground in sign_pairs()])
def test_each_sign_can_be_seen(ink, ground):
    assert contrast(ink, ground) >= LEAST_OF_SIGNS


def test_every_rule_of_the_style_sheet_keeps_it():
    """A rule with a colour and no ground of its own may lie on any ground of its family."""
    low = []
    for selector, said in rules():
        inks = [colour_in(said.get(key)) for key in ("color", "placeholder-text-color")]
        own = colour_in(said.get("background"))
        for ink in filter(None, inks):
            for ground in [own] if own else GROUNDS[family(selector)]:
                if contrast(ink, ground) < LEAST_CONTRAST:
                    low.append(f"{selector}: {ink} on {ground} {contrast(ink, ground):.2f}")
        chosen = colour_in(said.get("selection-color")), colour_in(said.get("selection-background-color"))
        if all(chosen) and contrast(*chosen) < LEAST_CONTRAST:
            low.append(f"{selector}: selection")
    assert low == []


def test_a_ground_that_changes_under_a_text_still_lets_it_be_read():
    """Hover, pressed, checked: the rule with the ground has no colour, it is that of the rule without a state."""
    low = []
    inks = {selector: colour_in(said["color"]) for selector, said in rules() if colour_in(said.get("color"))}
    for selector, said in rules():
        ground = colour_in(said.get("background"))
        plain = re.sub(r":(hover|pressed|checked|focus|selected|disabled)\b", "", selector)
        if ground and not colour_in(said.get("color")) and selector.startswith(("QPushButton", "QLineEdit", "QMenu")):
            ink = inks.get(plain) or (Colour.NAV_INK if family(selector) == "nav" else Colour.INK)
            if contrast(ink, ground) < LEAST_CONTRAST:
                low.append(f"{selector}: {ink} on {ground} {contrast(ink, ground):.2f}")
    assert low == []


def test_what_has_the_focus_is_framed_by_a_ring_that_can_be_seen():
    for selector, said in rules():
        if ":focus" in selector and "border" in said and (ring := colour_in(said["border"])):
            own = colour_in(said.get("background"))
            for ground in [own] if own else GROUNDS[family(selector)]:
                if family(selector) == "primary" and ground == Colour.ACCENT_DOWN:
                    continue    # while the mouse holds it down
                assert contrast(ring, ground) >= LEAST_OF_SIGNS, (selector, ring, ground)


def test_code_paints_only_with_inks_that_are_judged_here():
    unjudged, named = [], set()
    for path in sorted(UI.rglob("*.py")):
        if path.name in ("tokens.py", "theme.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Colour":
                named.add(node.attr)
                if node.attr not in TEXT_INKS | SIGN_INKS | QUIET | FILLS | {"ACCENT_HOVER", "ACCENT_DOWN"}:
                    unjudged.append(f"{path.relative_to(UI)}:{node.lineno} {node.attr}")
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("setPen",) and node.args:
                quiet = {each.attr for each in ast.walk(node.args[0]) if isinstance(each, ast.Attribute)
                         and isinstance(each.value, ast.Name) and each.value.id == "Colour"} & {"UNKNOWN", "TRACK"}
                if quiet:
                    unjudged.append(f"{path.relative_to(UI)}:{node.lineno} draws with {quiet}")
    assert unjudged == [] and named


def test_no_other_file_holds_a_colour():
    held = [f"{path.relative_to(UI)}: {found}" for path in sorted(UI.rglob("*.py")) if path.name != "tokens.py"
            for found in re.findall(r"[\"'](#[0-9a-fA-F]{3,8})[\"']", path.read_text(encoding="utf-8"))]
    assert held == []


def test_the_measure_itself_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#0b5cad") == contrast("#0b5cad", "#ffffff")


def test_states_differ_by_more_than_colour_alone():
    """Two tones never share their words' ground and ink, so that a chip is told by either."""
    assert len({(each.ink, each.fill) for each in TONES.values()}) == len(TONES)
