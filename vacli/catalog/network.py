"""What can go wrong between here and a publisher: when to try again, how long to wait, and the words for giving up."""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import count
from typing import TypeVar

import httpx2
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RemoteEntryNotFoundError,
    RevisionNotFoundError,
)

from vacli.core.errors import ModelMissing, UsageError, VacliError
from vacli.core.turn import Turn

T = TypeVar("T")
TIMEOUT = httpx2.Timeout(15.0, read=30.0)
FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, HfHubHTTPError, OfflineModeIsEnabled)
"""Everything that a request through the hub's client raises when it does not work."""

_PASSING = (408, 416, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Patience:
    """How often something is tried in a row, the first pause in seconds (it doubles), and the longest one accepted."""

    turn: Turn
    tell: Callable[[str], None] = lambda text: None
    tries: int = 4
    pause: float = 1.0
    longest: float = 60.0

    def rest(self, error: Exception, failed: int, what: str) -> None:
        """Wait until another try makes sense. If none does, or after too many, the error in words."""
        pause = self._pause(error, failed)
        if pause is None or failed >= self.tries:
            raise in_words(error, what) from error
        self.tell(f"{what}: {_short(error)}; trying again in {pause:.0f} s")
        self.turn.wait(pause)
        self.turn.check()

    def _pause(self, error: Exception, failed: int) -> float | None:
        hopeless = isinstance(error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError)
        passing = isinstance(error, httpx2.TransportError) or _status(error) in _PASSING
        if hopeless or not passing:
            return None
        asked = _retry_after(error)
        pause: float = asked if asked is not None else self.pause * 2 ** (failed - 1)
        return None if pause > self.longest else pause


def patiently(step: Callable[[], T], patience: Patience, what: str) -> T:
    """`step()`, again when its failure is a passing one. `what` is what is being fetched, for people."""
    for failed in count(1):
        patience.turn.check()
        try:
            return step()
        except FAILURES as error:
            patience.rest(error, failed, what)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelMissing(
                f"{what}: the answer is not what a model hub says ({type(error).__name__})",
                "is a login page in the way, or is HF_ENDPOINT, models.hub or models.vosk_hub wrong?",
            ) from error
    raise AssertionError("count() does not end")


def in_words(error: Exception, what: str) -> VacliError:
    """What the failure means, and the way out."""
    if isinstance(error, OfflineModeIsEnabled):
        return ModelMissing(f"{what}: HF_HUB_OFFLINE forbids the network", "unset HF_HUB_OFFLINE, then try again")
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL | httpx2.LocalProtocolError):
        return UsageError(f"{what}: bad address: {error}", "vacli config show models; echo $HF_ENDPOINT")
    if isinstance(error, httpx2.TooManyRedirects):
        return ModelMissing(f"{what}: the server redirects in a circle", "try again later, or another models.hub")
    if isinstance(error, HfHubHTTPError):
        return _refused(error, what)
    return _broken(error, what)


def _refused(error: HfHubHTTPError, what: str) -> VacliError:
    status = error.response.status_code
    host = error.response.url.host
    if isinstance(error, GatedRepoError) or status == 403:
        return ModelMissing(
            f"{what}: {host} gives it only to people who accepted its terms ({status})",
            "accept them on its page there, then put your token into HF_TOKEN",
        )
    if status == 401:
        return ModelMissing(f"{what}: not there, or private ({host} answered 401)", "if it is yours, set HF_TOKEN")
    if status == 404:
        lost = "that revision" if isinstance(error, RevisionNotFoundError) else "it"
        lost = "one of its files" if isinstance(error, RemoteEntryNotFoundError) else lost
        return ModelMissing(f"{what}: {host} does not have {lost} (404)", "vacli models list; it may have been moved")
    if status == 429:
        asked = _retry_after(error)
        wait = f"wait {asked:.0f} s" if asked else "wait a while"
        return ModelMissing(f"{what}: {host} wants fewer requests (429)", f"{wait}, then run the same command again")
    return ModelMissing(f"{what}: {host} answered {status}", "run the same command again later: it goes on from here")


def _broken(error: Exception, what: str) -> VacliError:
    go_on = "run the same command again: it goes on where it stopped"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return ModelMissing(f"{what}: no network, or no such host", f"check the connection, then {go_on}")
        if isinstance(cause, ssl.SSLError):
            return ModelMissing(f"{what}: no safe connection: {cause}", "check the clock and the certificates")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return ModelMissing(f"{what}: cannot connect: {error}", f"check the network and proxy, then {go_on}")
    if isinstance(error, httpx2.TimeoutException):
        return ModelMissing(f"{what}: {_short(error)}", go_on)
    return ModelMissing(f"{what}: the connection broke off: {error}", go_on)


def _status(error: Exception) -> int:
    return error.response.status_code if isinstance(error, HfHubHTTPError) else 0


def _retry_after(error: Exception) -> float | None:
    if not isinstance(error, HfHubHTTPError):
        return None
    text = error.response.headers.get("Retry-After", "")
    if not text or text.isdigit():
        return float(text) if text else None
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def _short(error: Exception) -> str:
    if status := _status(error):
        return f"the server answered {status}"
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return "cannot connect"
    return "the server went silent" if isinstance(error, httpx2.TimeoutException) else "the connection broke off"
