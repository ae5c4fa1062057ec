"""The page: whole without network or scripts, every picture with its words and numbers, and nothing in it is markup."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import bench_results
import pytest

from vacli.bench.report import check_target, write
from vacli.bench.result import Samples, Section
from vacli.core.errors import EngineMissing, UsageError

pytest.importorskip("matplotlib")
VOID = {"meta", "br", "path", "use", "rect", "line", "circle", "image"}


class Page(HTMLParser):
    """Checks that what is opened is closed; collects elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "bench.html"
    write(file, bench_results.whole())
    return file.read_text()


def test_it_needs_nothing_from_elsewhere(html: str) -> None:
    page = Page(html)
    assert not page.all("script")
    assert not page.all("link")
    assert not re.search(r"""(src|href)=["'](?!#)""", html.replace("xlink:", "")), "only within the page"
    assert "url(http" not in html
    assert 'name="viewport"' in html


def test_every_picture_has_words_and_numbers(html: str) -> None:
    page = Page(html)
    pictures = [each for each in page.all("div") if each.get("role") == "img"]
    assert len(pictures) == len(page.all("svg")) == len(page.all("figure")) == len(page.all("details"))
    assert all(len(str(each["aria-label"])) > 40 for each in pictures)
    assert re.search(r"quick: \d+ ms in all; llm: \d+ ms in all", html)
    assert "Work that nobody waited for" in html and "quick: 40 ms hidden; llm: 40 ms hidden" in html
    assert "still spoke" not in html, "when it was done is not known"
    assert "5 callers: median 345 ms, p95 600 ms" in html
    assert "adaptive: 30.0 % at 130 ms" in html


def test_no_name_is_given_twice(html: str) -> None:
    names = re.findall(r'\bid="([^"]+)"', html)
    assert len(names) == len(set(names))


def test_it_tells_what_was_found_and_on_what(html: str) -> None:
    text = Page(html).text
    document = bench_results.whole()
    for part in (document["verdict"], "a processor", "avx2", "a" * 64, "first partial", "SYNTHETIC speech"):
        assert part in text


def test_text_of_a_result_is_never_markup(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script> $\\frac{"
    section = Section("stt", evil, [Samples("tail", "ms", [1.0, 2.0, 3.0, 4.0], about=evil)], {"stt": evil}, (evil,))
    document = bench_results.document([section], verdict=evil, command=[evil])
    write(tmp_path / "evil.html", document)
    html = (tmp_path / "evil.html").read_text()
    assert not Page(html).all("script")
    assert "&lt;script&gt;" in html


def test_a_result_of_nothing_is_a_page_too(tmp_path: Path) -> None:
    write(tmp_path / "none.html", bench_results.document([], partial=True))
    assert "Interrupted" in (tmp_path / "none.html").read_text()


def test_where_no_page_can_be_written_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"does not end in \.html"):
        check_target(tmp_path / "bench.pdf")
    with pytest.raises(UsageError, match="there is no folder"):
        check_target(tmp_path / "none" / "bench.html")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        check_target(tmp_path / "folder.html")


def test_without_its_packages_the_command_that_installs_them_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(EngineMissing, match="matplotlib is not installed") as found:
        check_target(tmp_path / "bench.html")
    assert "install" in found.value.hint
