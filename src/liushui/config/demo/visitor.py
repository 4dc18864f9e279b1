"""A person without JavaScript: opens pages, reads them, fills in their forms as they stand."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

_VOID_TYPES = frozenset({"submit", "button", "image", "reset"})
_ROWS = frozenset({"li", "tr"})
_SILENT = frozenset({"script", "style", "template", "svg"})


class Missed(AssertionError):
    """Something was not as it should be; the words say what."""


@dataclass
class Form:
    """A form as the page gave it: where it goes, what it holds, which buttons it has."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> set[str]:
        """Everything that can be filled in or chosen."""
        return set(self.fields) | self.files | set(self.choices)


@dataclass
class Row:
    """A list item or a table row: its words and where its links and forms lead."""

    tag: str
    words: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


@dataclass
class Page:
    """One answer, read."""

    url: str
    status: int
    content: bytes
    kind: str
    text: str = ""
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def form(self, *, action: str = "", holding: str = "") -> Form:
        """The first form whose address matches and that holds the named field."""
        for form in self.forms:
            if re.search(action, form.action) and (not holding or holding in form.names()):
                return form
        raise Missed(f"{self.path} has no form {action or holding} (status {self.status})")

    def has_form(self, action: str) -> bool:
        return any(re.search(action, form.action) for form in self.forms)

    def link(self, pattern: str) -> str:
        """The address of the first link that matches."""
        for address in self.links:
            if re.search(pattern, address):
                return address
        raise Missed(f"{self.path} has no link {pattern} (status {self.status})")

    def linked(self, pattern: str) -> list[str]:
        return [address for address in self.links if re.search(pattern, address)]

    def row(self, pattern: str) -> str:
        """The words of the list item or table row in which the first such link stands."""
        for row in self.rows:
            if any(re.search(pattern, address) for address in row.addresses):
                return " ".join(row.words)
        raise Missed(f"{self.path} has no row with a link {pattern}")


class Visitor:
    """One person with a cookie jar. ``name`` stands in what is missed."""

    def __init__(self, address: str, name: str) -> None:
        self.name = name
        self.visited = 0
        self._client = httpx.Client(
            base_url=address, follow_redirects=True, timeout=30.0, trust_env=False
        )

    def close(self) -> None:
        self._client.close()

    def calls_itself(self, browser: str) -> None:
        """Name the browser, since sites send phones another way."""
        self._client.headers["User-Agent"] = browser

    def get(self, address: str, *, expect: int = 200) -> Page:
        """Open a page; anything but the expected status is missed."""
        return self._read(self._client.get(address), expect)

    def look(self, address: str) -> int:
        """The status alone, redirects not followed."""
        self.visited += 1
        return self._client.get(address, follow_redirects=False).status_code

    def post(self, address: str, told: Mapping[str, str]) -> int:
        """The status of a post that no form offered, with our own token: what a stranger tries."""
        token = self._client.cookies.get("csrftoken") or ""
        self.visited += 1
        answer = self._client.post(
            address,
            data={**told, "csrfmiddlewaretoken": token},
            headers={"Referer": str(self._client.base_url)},
            follow_redirects=False,
        )
        return answer.status_code

    def submit(
        self,
        page: Page,
        form: Form,
        told: Mapping[str, str] | None = None,
        *,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        button: str = "",
        expect: int = 200,
    ) -> Page:
        """Fill in and send a form of the page; unknown field names are missed."""
        unknown = (set(told or {}) | set(files or {})) - form.names()
        if unknown:
            raise Missed(f"the form {form.action} has no {sorted(unknown)}: {sorted(form.names())}")
        sent = {**form.fields, **(told or {}), **_pressed(form, button)}
        address = urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self._read(self._client.get(address, params=sent), expect)
        headers = {"Referer": page.url}
        kept = dict(files or {})
        answer = self._client.post(address, data=sent, files=kept or None, headers=headers)
        return self._read(answer, expect)

    def _read(self, answer: httpx.Response, expect: int) -> Page:
        self.visited += 1
        kind = answer.headers.get("content-type", "").split(";")[0]
        page = Page(str(answer.url), answer.status_code, answer.content, kind)
        if kind == "text/html":
            reader = _Reader(page)
            reader.feed(answer.text)
            reader.close()
            page.text = re.sub(r"\s+", " ", " ".join(reader.words)).strip()
        if page.status != expect:
            raise Missed(
                f"{self.name} got {page.status} instead of {expect} at {page.path}: "
                f"{page.text[-300:] or answer.text[:300]}"
            )
        return page


def amounts_in(text: str) -> list[int]:
    """Every sum with two decimals that the words show, in fen, in their order."""
    found = re.findall(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)\s?\.(\d\d)(?!\d)", text)
    return [int(whole.replace(",", "")) * 100 + int(part) for whole, part in found]


def _pressed(form: Form, button: str) -> dict[str, str]:
    """The name and value of the button that is pressed: the named one, else the first."""
    for name, value in form.buttons:
        if name and (not button or button in {value, name}):
            return {name: value}
    return {}


class _Reader(HTMLParser):
    """Collects what a person can read, follow and fill in."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.words: list[str] = []
        self._page = page
        self._form: Form | None = None
        self._select = ""
        self._textarea = ""
        self._silent = 0
        self._open_rows: list[Row] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "form": self._open_form,
            "input": self._input,
            "select": self._open_select,
            "option": self._option,
            "textarea": self._open_textarea,
            "button": self._button,
            "a": self._link,
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        if tag in _ROWS:
            self._open_rows.append(Row(tag))
            self._page.rows.append(self._open_rows[-1])
        start = self._starts.get(tag)
        if start is not None:
            start(said)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _ROWS and self._open_rows:
            self._open_rows.pop()
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.fields[self._textarea] += data
        elif not self._silent and data.strip():
            self.words.append(data.strip())
            for row in self._open_rows:
                row.words.append(data.strip())

    def _open_form(self, said: dict[str, str]) -> None:
        self._form = Form(said.get("action", ""), said.get("method", "get").lower())
        self._page.forms.append(self._form)
        for row in self._open_rows:
            row.addresses.append(self._form.action)

    def _input(self, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if self._form is None or "disabled" in said:
            return
        if kind in _VOID_TYPES:
            self._button(said)
        elif kind == "file":
            self._form.files.add(name)
        elif kind in {"radio", "checkbox"}:
            value = said.get("value", "on")
            self._form.choices.setdefault(name, []).append((value, ""))
            if "checked" in said:
                self._form.fields[name] = value
        elif name:
            self._form.fields[name] = said.get("value", "")

    def _open_select(self, said: dict[str, str]) -> None:
        self._select = said.get("name", "")
        if self._form is not None:
            self._form.choices.setdefault(self._select, [])

    def _option(self, said: dict[str, str]) -> None:
        if self._form is None or not self._select:
            return
        value = said.get("value", "")
        self._form.choices[self._select].append((value, ""))
        if "selected" in said or self._select not in self._form.fields:
            self._form.fields[self._select] = value

    def _open_textarea(self, said: dict[str, str]) -> None:
        self._textarea = said.get("name", "")
        if self._form is not None:
            self._form.fields[self._textarea] = ""

    def _button(self, said: dict[str, str]) -> None:
        if self._form is not None and said.get("type", "submit") == "submit":
            self._form.buttons.append((said.get("name", ""), said.get("value", "")))

    def _link(self, said: dict[str, str]) -> None:
        if "href" in said:
            self._page.links.append(said["href"])
            for row in self._open_rows:
                row.addresses.append(said["href"])
