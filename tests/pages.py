"""Read a page strictly: balanced tags, unique ids, links that lead somewhere, and no code but the page's own."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OUTSIDE = {"src", "srcset", "action", "formaction", "poster", "data", "xlink:href", "background", "ping"}
NEVER = {"iframe", "object", "embed", "base", "form", "link", "img", "video", "audio", "foreignobject", "template"}


@dataclass
class Element:
    """One element with the text below it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text below, blanks collapsed."""
        return " ".join("".join(self.pieces).split())

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()


class Page(HTMLParser):
    """A parsed page; parsing fails where browsers would have to guess."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open[-1].tag}"

    @classmethod
    def read(cls, path: Path) -> Page:
        """The page in a file, audited."""
        page = cls(path.read_text(encoding="utf-8"))
        page.audit()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute twice in <{tag}>"
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1] if self._open else None)
        if element.parent:
            element.parent.children.append(element)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> without a start"
        assert self._open[-1].tag == tag, f"</{tag}> where <{self._open[-1].tag}> is open"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def all(self, tag: str, of_class: str | None = None) -> list[Element]:
        """Elements of a tag (and a class)."""
        return [e for e in self.elements if e.tag == tag and (of_class is None or of_class in e.classes)]

    def id(self, name: str) -> Element:
        """The element of that id."""
        return next(e for e in self.elements if e.attributes.get("id") == name)

    @property
    def policy(self) -> dict[str, str]:
        """The content security policy by directive."""
        (meta,) = [e for e in self.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy"]
        return dict(part.strip().split(" ", 1) for part in meta.attributes["content"].split(";"))

    def audit(self) -> None:
        """Everything that has to hold for every page."""
        assert self.html.startswith("<!DOCTYPE html>")
        assert not any("\ud800" <= c <= "\udfff" or c in "\x00\x07\x1b\u202e" for c in self.html)
        self._audit_code()
        self._audit_structure()

    def _audit_code(self) -> None:
        policy = self.policy
        assert policy["default-src"] == "'none'"
        assert policy["base-uri"] == "'none'"
        assert "unsafe" not in str(policy)
        for tag in ("script", "style"):
            found = self.all(tag)
            assert len(found) == (1 if f"{tag}-src" in policy else 0), f"{len(found)} <{tag}>"
            for element in found:
                digest = hashlib.sha256("".join(element.pieces).encode()).digest()
                assert policy[f"{tag}-src"] == f"'sha256-{base64.b64encode(digest).decode()}'"
        for element in self.elements:
            assert element.tag not in NEVER, f"<{element.tag}>"
            for name, value in element.attributes.items():
                assert not name.startswith("on"), f"{name} in <{element.tag}>"
                assert name not in OUTSIDE | {"style"}, f"{name} in <{element.tag}>"
                if name == "href":
                    assert value.startswith("#"), f"a link to {value!r}"

    def _audit_structure(self) -> None:
        ids = [e.attributes["id"] for e in self.elements if "id" in e.attributes]
        assert len(set(ids)) == len(ids), "an id twice"
        for element in self.elements:
            target = element.attributes.get("href")
            assert target is None or target[1:] in ids, f"{target} leads nowhere"
            for name in element.attributes.get("aria-labelledby", "").split():
                assert name in ids, f"the label {name} is missing"
        assert self.all("html")[0].attributes["lang"] == "en"
        assert [len(self.all(tag)) for tag in ("main", "header", "footer", "h1", "title")] == [1] * 5
        levels = [int(e.tag[1]) for e in self.elements if re.fullmatch("h[1-6]", e.tag)]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels
        for heading in self.all("th"):
            assert heading.attributes.get("scope") in ("col", "row", "rowgroup")
        for element in self.all("input"):
            assert element.parent
            assert element.parent.tag == "label"
        for picture in self.all("svg"):
            assert picture.attributes.get("role") == "img" or picture.attributes.get("aria-hidden") == "true"
