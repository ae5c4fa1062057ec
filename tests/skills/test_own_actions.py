"""What the user's own rules do: programs without a shell, addresses at home, kept values. Every one of them bounded."""

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from vacli.core.errors import Cancelled
from vacli.core.meaning import Command
from vacli.core.turn import Turn
from vacli.rules.actions import Http, Run, Say, Set
from vacli.skills.lan import AddressError, _connected, addresses
from vacli.skills.own_actions import ActionError, Reach, described, kept_values, perform
from vacli.skills.store import Store

PY = sys.executable


@pytest.fixture
def reach(tmp_path: Path) -> Iterator[Reach]:
    store = Store(tmp_path / "skills.db")
    yield Reach(store)
    store.close()


class House(BaseHTTPRequestHandler):
    """A house that remembers what it was asked."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        self.asked.append({"path": self.path, "body": body, "method": self.command, **dict(self.headers.items())})
        if self.path == "/hang":
            time.sleep(1)
            return
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.1)
            return
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://192.0.2.1/")
            self.end_headers()
            return
        content = {
            "/big": b"x" * 1_000_000,
            "/state": json.dumps({"state": "on", "list": [{"t": 21.5}], "none": None}).encode(),
            "/odd": b"\x1b[31mred\x07 {text}\n and\x00 more \xff",
        }.get(self.path, b"hello")
        self.send_response(404 if self.path == "/none" else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PUT = do_GET

    def log_message(self, *told: object) -> None:
        return None


@pytest.fixture
def house() -> Iterator[str]:
    House.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), House)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def failure(act: Callable[[], object]) -> str:
    with pytest.raises(ActionError) as told:
        act()
    return str(told.value)


def test_arguments_stay_what_they_are(turn: Turn, reach: Reach) -> None:
    code = "import sys; print('|'.join(sys.argv[1:]))"
    odd = "a b; $(rm -rf /) `x` 'q' \"r\" | {text} \x00\x1b\n"
    told = perform([Run((PY, "-c", code, "{what}", "--n={what}", "{none}"), 20.0, True)], {"what": odd}, turn, reach)
    clean = "a b; $(rm -rf /) `x` 'q' \"r\" | {text}"
    assert told == f"{clean}|--n={clean}|"


def test_what_was_said_becomes_no_option(turn: Turn, reach: Reach, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    run = Run(("touch", str(mark), "{what}"))
    assert "would be an option" in failure(lambda: perform([run], {"what": "-rf"}, turn, reach))
    assert not mark.exists()
    assert "would be an option" in failure(lambda: perform([Run(("touch", "-{what}"))], {"what": "-help"}, turn, reach))
    assert perform([Run((PY, "-c", "print(-5)", "{n}"), 20.0, True)], {"n": -5}, turn, reach) == "-5"
    shell = Run(("sh", "-c", 'echo "$1"', "sh", "{what}"), 20.0, True)
    assert perform([shell], {"what": "$(id) `id`"}, turn, reach) == "$(id) `id`"
    assert described(run, {"what": "x y"}) == f"run touch {mark} 'x y'"


def test_a_program_that_hangs_is_ended_with_all_that_it_started(turn: Turn, reach: Reach, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    run = Run(("sh", "-c", f"sleep 60 & echo $! > {pids}; sleep 60"), 0.7)
    assert "took longer than 0.7" in failure(lambda: perform([run], {}, turn, reach))
    assert _gone(int(pids.read_text()))
    assert perform([Say("next")], {}, turn, reach) == "next"


@pytest.mark.parametrize("speak", [True, False])
def test_a_program_that_writes_a_gigabyte(turn: Turn, reach: Reach, speak: bool) -> None:
    code = "import os\nfor _ in range(1000): os.write(1, b'x' * 1_000_000)"
    run = Run((PY, "-c", code), 20.0, speak)
    if speak:
        assert "wrote more than 8000 bytes" in failure(lambda: perform([run], {}, turn, reach))
    else:
        assert perform([run], {}, turn, reach) == ""


def test_a_program_that_fails_says_why_and_ends_the_rest(turn: Turn, reach: Reach) -> None:
    run = Run(("sh", "-c", "echo half; printf 'no\\033[31m paper\\007' >&2; exit 3"), speak=True)
    assert failure(lambda: perform([run, Set("x", "1")], {}, turn, reach)) == "sh: it ended with 3: no paper"
    assert kept_values(reach.store) == {}
    assert "cannot be started" in failure(lambda: perform([Run(("/no/such/thing",))], {}, turn, reach))
    assert "cannot be started" in failure(lambda: perform([Run((str(Path.home()),))], {}, turn, reach))


def test_what_a_program_leaves_running_goes_on(turn: Turn, reach: Reach, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    perform([Run(("sh", "-c", f"sleep 30 & echo $! > {pids}"), 5.0, True)], {}, turn, reach)
    pid = int(pids.read_text())
    os.kill(pid, 9)  # it is there


def test_a_turn_that_is_cancelled_ends_its_program_and_its_request(reach: Reach, house: str) -> None:
    for action in (Run(("sleep", "60"), 60.0), Http(f"{house}/hang", limit=60.0)):
        turn = Turn()
        timer = threading.Timer(0.3, turn.cancel)
        timer.start()
        with pytest.raises(Cancelled):
            perform([action], {}, turn, reach)
        timer.join()


def test_nothing_is_done_for_a_draft(reach: Reach, house: str, tmp_path: Path) -> None:
    for action in (Run(("touch", str(tmp_path / "mark"))), Http(house)):
        turn = Turn()
        draft = turn.child()
        with pytest.raises(Cancelled):
            perform([action], {}, draft, reach)
        assert draft.cancelled and not turn.cancelled
    assert not (tmp_path / "mark").exists() and not House.asked


def test_a_value_is_kept_with_its_turn_and_taken_back_with_it(reach: Reach) -> None:
    turn = Turn()
    draft = turn.child()
    said = perform([Set("guests", "{n}"), Say("{guests} guests")], {"n": 7}, draft, reach)
    assert said == "7 guests" and kept_values(reach.store) == {}
    draft.commit()
    assert kept_values(reach.store) == {"guests": "7"}
    perform([Set("guests", "x" * 5000)], {}, Turn(), reach)
    assert len(kept_values(reach.store)["guests"]) == 300


def test_the_voice_is_adjusted_and_put_back(reach: Reach, tmp_path: Path) -> None:
    told: list[object] = []
    loud = Reach(reach.store, lambda what: (told.append(what), lambda: told.append("back"))[1])
    turn = Turn()
    perform([Set("volume", "{n}"), Set("speed", "slower")], {"n": 40}, turn, loud)
    turn.undo()
    assert told == [40.0, Command.SLOWER, "back", "back"]
    assert "between 0 and 100" in failure(lambda: perform([Set("volume", "{n}")], {"n": 400}, Turn(), loud))
    assert "faster or slower" in failure(lambda: perform([Set("speed", "{n}")], {"n": "warp"}, Turn(), loud))
    assert "vacli listen" in failure(lambda: perform([Set("volume", 40)], {}, Turn(), reach))


def test_a_request_carries_what_was_said_as_text(turn: Turn, reach: Reach, house: str, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cret\n")
    said = 'x", "admin": true & ../é'
    sent = Http(
        f"{house}/a/{{what}}?q={{what}}", "PUT", {"n": "{n}", "what": ["{what}!"]}, {"X-A": "b"}, "", str(token)
    )
    assert perform([sent], {"what": said, "n": 21}, turn, reach) == ""
    [asked] = House.asked
    assert json.loads(asked["body"]) == {"n": 21, "what": [said + "!"]}
    assert asked["path"] == "/a/x%22%2C%20%22admin%22%3A%20true%20%26%20..%2F%C3%A9?q=" + asked["path"].split("q=")[1]
    assert " " not in asked["path"] and asked["method"] == "PUT"
    assert asked["Authorization"] == "Bearer s3cret" and asked["X-A"] == "b"
    assert "s3cret" not in described(sent, {"what": "x"})


def test_tokens_that_are_not_there_or_none(
    turn: Turn, reach: Reach, house: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_OF_TEST", "a\r\nX-Evil: 1")
    for request, said in (
        (Http(house, token_env="NOT_THERE_AT_ALL"), "no NOT_THERE_AT_ALL"),
        (Http(house, token_env="TOKEN_OF_TEST"), "holds other characters"),
        (Http(house, token_file=str(tmp_path / "none")), "cannot be read"),
    ):
        assert said in failure(lambda request=request: perform([request], {}, turn, reach))  # type: ignore[misc]
    assert not House.asked


def test_answers_are_said_plainly_or_picked_from(turn: Turn, reach: Reach, house: str) -> None:
    told = [perform([Http(f"{house}/{path}", speak=speak)], {"text": "no"}, turn, reach) for path, speak in ASKED]
    assert told == ["hello", "red {text} and more �", "on", "21.5"]
    for path, speak, why in (
        ("state", "none", "no text"),
        ("state", "list.7", "holds no list.7"),
        ("", "a", "holds no a"),
    ):
        assert why in failure(lambda: perform([Http(f"{house}/{path}", speak=speak)], {}, turn, reach))  # noqa: B023


ASKED: tuple[tuple[str, bool | str], ...] = (("x", True), ("odd", True), ("state", "state"), ("state", "list.0.t"))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("hang", "took longer than 0.5"),
        ("drip", "took longer than 0.5"),
        ("big", "larger than 64 kB"),
        ("none", "answered 404"),
        ("away", "points elsewhere, which is not followed"),
    ],
)
def test_an_address_that_does_not_behave(turn: Turn, reach: Reach, house: str, path: str, why: str) -> None:
    assert why in failure(lambda: perform([Http(f"{house}/{path}", limit=0.5, speak=True)], {}, turn, reach))
    assert perform([Http(house, speak=True)], {}, turn, reach) == "hello"


def test_nobody_listens_there(turn: Turn, reach: Reach) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    assert "cannot be reached" in failure(lambda: perform([Http(f"http://127.0.0.1:{port}/")], {}, turn, reach))


def test_what_has_failed_is_not_asked_later(turn: Turn, reach: Reach) -> None:
    """The queue of the server is full: the connection comes about a second later, when nobody waits any more."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.create_connection(server.getsockname())]
        request = Http(f"http://127.0.0.1:{server.getsockname()[1]}/on", limit=0.3)
        assert "took longer than 0.3" in failure(lambda: perform([request], {}, turn, reach))
        server.settimeout(2.0)
        waiting.append(server.accept()[0])
        late = server.accept()[0]
        late.settimeout(2.0)
        assert late.recv(100) == b""
        for each in (*waiting, late):
            each.close()


def test_an_address_may_hold_letters_of_any_language(turn: Turn, reach: Reach, house: str) -> None:
    perform([Http(f"{house}/küche/%20a+b?x=[1]&ü={{n}}")], {"n": 5}, turn, reach)
    assert House.asked[0]["path"] == "/k%C3%BCche/%20a+b?x=[1]&%C3%BC=5"


@pytest.mark.parametrize(
    "host", ["192.0.2.7", "8.8.8.8", "169.254.169.254", "0.0.0.0", "2001:db8::1", "::ffff:8.8.8.8"]
)
def test_only_addresses_at_home_are_asked(host: str) -> None:
    with pytest.raises(AddressError, match=r"no address at home.*vacli config set skills.http_allow"):
        addresses(host, 80)
    assert addresses(host, 80, frozenset({host}))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.9.8.7", "172.16.0.1", "192.168.178.1", "::1", "fd00::1", "::ffff:10.0.0.1"]
)
def test_addresses_at_home(host: str) -> None:
    assert addresses(host, 80) == [host]


def test_a_name_with_an_address_where_nobody_listens(turn: Turn, reach: Reach, house: str) -> None:
    """Of `localhost` the other one is asked: many servers listen at 127.0.0.1 only."""
    port = house.rpartition(":")[2]
    assert perform([Http(f"http://localhost:{port}/", speak=True)], {}, turn, reach) == "hello"
    with _connected(["127.9.9.9", "::1", "127.0.0.1"], int(port), 1.0) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"


def test_another_proxy_or_redirect_changes_nothing(
    turn: Turn, reach: Reach, house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    assert perform([Http(house, speak=True)], {}, turn, reach) == "hello"


def _gone(pid: int) -> bool:
    """Ended within a second."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False
