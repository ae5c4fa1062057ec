"""A model hub and Vosk's publisher on this machine, behaving as the real ones do, faults included.

The hub answers `/api/models/...` and `/OWNER/REPO/resolve/...`: large files are redirected to a second server (another
origin, as the real one's content network is), small ones within the hub; ranges work; every answer names the commit.
`script["model.bin"] = ["truncate", "429"]` makes the next two answers that carry that file's bytes fail in that way.
"""

import hashlib
import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee" + "0" * 34
LARGE = 20_000


@dataclass
class Seen:
    server: str
    method: str
    path: str
    headers: Message  # its names in any case


@dataclass
class Hub:
    """`repos[name][path]` is a file's content; `zips[name]` a Vosk zip; `refuse[repo]` a status and an error code."""

    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    zips: dict[str, bytes] = field(default_factory=dict)
    licenses: dict[str, str] = field(default_factory=dict)
    refuse: dict[str, tuple[int, str]] = field(default_factory=dict)
    script: dict[str, list[str]] = field(default_factory=dict)
    stated: dict[str, str] = field(default_factory=dict)  # a digest that the server states instead of the right one
    listing: str | None = None  # what model-list.json says, instead of the truth
    commit: str = COMMIT
    retry_after: str = "0"
    seen: list[Seen] = field(default_factory=list)
    url: str = ""
    cdn: str = ""
    hold: threading.Event = field(default_factory=threading.Event)

    @property
    def vosk(self) -> str:
        return f"{self.url}/vosk/models"

    def add_folder(self, repo: str, folder: Path, license: str = "mit") -> None:
        files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        self.repos[repo] = {**files, ".gitattributes": b"*.bin filter=lfs\n"}
        self.licenses[repo] = license

    def add_zip(self, name: str, folder: Path, top: bool = True) -> None:
        """The folder as one zip, below a folder of its name as Vosk's publisher has it."""
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as zipped:
            for file in sorted(folder.rglob("*")):
                if file.is_file() and "samples" not in file.parts:
                    inner = file.relative_to(folder).as_posix()
                    zipped.write(file, f"{name}/{inner}" if top else inner)
        self.zips[name] = data.getvalue()

    def gets(self, part: str) -> list[Seen]:
        """Requests for bytes whose path holds `part`."""
        return [seen for seen in self.seen if seen.method == "GET" and part in seen.path]


def git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes; waiting for the first costs 40 ms
    hub: Hub
    name: str

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.seen.append(Seen(self.name, self.command, path, self.headers))
        for pattern, answer in (
            (r"/api/models/([^/]+/[^/]+)/revision/(.+)", self._info),
            (r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", self._resolve),
            (r"/(?:cdn|api/resolve-cache)/([^/]+/[^/]+)/(.+)", self._content),
            (r"/vosk/models/(.+)", self._vosk),
        ):
            if match := re.fullmatch(pattern, path):
                answer(*match.groups())
                return
        self._say(404, b"nothing here")

    def _info(self, repo: str, revision: str) -> None:
        if self._refused(repo):
            return
        if revision not in ("main", self.hub.commit):
            self._say(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            return
        info = {
            "id": repo,
            "sha": self.hub.commit,
            "siblings": [{"rfilename": name} for name in self.hub.repos[repo]],
            "tags": ["ctranslate2"],
            "cardData": {"license": self.hub.licenses.get(repo)} if repo in self.hub.licenses else None,
        }
        self._say(200, json.dumps(info).encode(), {"Content-Type": "application/json"})

    def _resolve(self, repo: str, revision: str, path: str) -> None:
        if self._refused(repo):
            return
        data = self.hub.repos[repo].get(path)
        if data is None or revision != self.hub.commit:
            self._say(404, b"", {"X-Error-Code": "EntryNotFound"})
            return
        large = len(data) > LARGE
        etag = hashlib.sha256(data).hexdigest() if large else git_sha1(data)
        etag = self.hub.stated.get(path, etag)
        where = f"{self.hub.cdn}/cdn/{repo}/{path}" if large else f"/api/resolve-cache/{repo}/{path}"
        headers = {"X-Repo-Commit": self.hub.commit, "Location": where, "ETag": '"a-name-of-the-redirect"'}
        if etag:
            headers |= {"X-Linked-ETag": f'"{etag}"', "X-Linked-Size": str(len(data))}
        self._say(302 if large else 307, b"Redirecting", headers)

    def _content(self, repo: str, path: str) -> None:
        data = self.hub.repos[repo][path]
        headers = {"X-Repo-Commit": self.hub.commit, "ETag": f'"{self.hub.stated.get(path, git_sha1(data))}"'}
        self._send(path, data, headers)

    def _vosk(self, name: str) -> None:
        if name == "model-list.json":
            entries = [self._listed(name, data) for name, data in self.hub.zips.items()]
            text = json.dumps(entries) if self.hub.listing is None else self.hub.listing
            self._send(name, text.encode(), {})
        elif (data := self.hub.zips.get(name.removesuffix(".zip"))) is None:
            self._say(404, b"<html>not found</html>")
        else:
            self._send(name, data, {"ETag": '"5f3-6a"'})

    def _listed(self, name: str, data: bytes) -> dict[str, Any]:
        md5 = self.hub.stated.get(f"{name}.zip", hashlib.md5(data).hexdigest())
        url = f"https://alphacephei.com/vosk/models/{name}.zip"
        text = {"lang": "en-us", "lang_text": "US English", "obsolete": "false", "type": "small", "version": "0.15"}
        return {**text, "name": name, "md5": md5, "size": len(data), "size_text": "1M", "url": url}

    def _refused(self, repo: str) -> bool:
        status, code = self.hub.refuse.get(repo, (0, "") if repo in self.hub.repos else (404, "RepoNotFound"))
        if status:
            headers = {"X-Error-Code": code} | ({"Retry-After": self.hub.retry_after} if status == 429 else {})
            self._say(status, b'{"error": "refused"}', headers)
        return bool(status)

    def _send(self, name: str, data: bytes, headers: dict[str, str]) -> None:
        """Bytes, or a range of them, or the next fault of the script."""
        faults = self.hub.script.get(name, [])
        fault = faults.pop(0) if faults and self.command == "GET" else ""
        if fault.isdigit():
            self._say(int(fault), b"", {"Retry-After": self.hub.retry_after} if fault == "429" else {})
            return
        if fault == "circle":
            self._say(302, b"", {"Location": self.path})
            return
        start = 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and fault != "no ranges":
            start = int(asked[1])
            if start >= len(data):
                self._say(416, b"", {"Content-Range": f"bytes */{len(data)}"})
                return
            headers |= {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
        self._pour(206 if "Content-Range" in headers else 200, data, start, fault, headers)

    def _pour(self, status: int, data: bytes, start: int, fault: str, headers: dict[str, str]) -> None:
        body = data[start:]
        if fault == "corrupt":
            body = bytes(255 - each for each in body)
        if fault == "endless":
            body = body * 2
        if fault == "short":  # a proxy that cuts the body and hides it
            body = body[: len(body) // 2]
        self.send_response(status)
        for key, value in {"Accept-Ranges": "bytes", **headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if fault in ("truncate", "stall"):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            if fault == "stall":
                self.hub.hold.wait(20)
            self.close_connection = True
            return
        self.wfile.write(body)

    def _say(self, status: int, body: bytes, headers: Mapping[str, str] = {}) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub that listens, with its content network, until the block ends."""
    hub = Hub()
    servers = []
    for name in ("hub", "cdn"):
        answers = type("Answers", (_Answers,), {"hub": hub, "name": name})
        server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
    hub.url, hub.cdn = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    try:
        yield hub
    finally:
        hub.hold.set()
        for server in servers:
            server.shutdown()
            server.server_close()


def wait_until(true: Any, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
