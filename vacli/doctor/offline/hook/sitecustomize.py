"""The witness: writes down what this Python process asks of the network. Every Python imports it from PYTHONPATH.

Judges nothing and knows nothing of vacli, as it runs in whatever Python a command starts; what it needs it imports when
there is something to write. It does not see what libraries in C do, nor a name that is given to a bare socket's
`connect` and cannot be found: Python tells of neither.
"""

import os
import sys

FILES = os.environ.get("OFFLINE_WITNESS", "")
CALLS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}
"""Audit events, and which of their arguments says where to."""
LIBRARY = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120 - pathlib would be loaded into every process


def witness(event: str, arguments: tuple[object, ...]) -> None:
    if event in CALLS:
        write(asked(event[len("socket.") :], arguments[CALLS[event]], sys._getframe(1)))
    elif event == "os.putenv" and arguments[0] == b"PYTEST_CURRENT_TEST":
        write(counted(os.fsdecode(arguments[1])))  # type: ignore[arg-type]


def asked(call: str, to: object, frame: object) -> dict[str, object]:
    import _thread

    return {
        "call": call,
        "to": list(to[:2]) if isinstance(to, tuple) else os.fsdecode(to) if isinstance(to, bytes) else to,
        "pids": [os.getpid(), _thread.get_native_id()],
        "program": " ".join(sys.orig_argv)[:300],
        "where": where(frame),
        "test": os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0],
    }


def counted(test: str) -> dict[str, object]:
    """Packets that had no way when this test began: what the kernel counts has no name but the time."""
    from vacli.doctor.offline.enter import without_route

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return {"packets": without_route(), "test": test.rpartition(" ")[0], "worker": worker}


def write(told: dict[str, object]) -> None:
    """One line in each file. A file that has gone or may not grow must not stop a program that is only watched."""
    import json

    line = json.dumps(told, default=str).encode() + b"\n"
    for name in FILES.split(os.pathsep):
        try:
            with open(os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb", 0) as file:  # noqa: PTH123
                file.write(line)
        except OSError:
            continue


def where(frame: object) -> str:
    """The innermost line outside Python's own library, and the innermost of vacli if that is another one."""
    lines: list[str] = []
    own = os.sep + "vacli" + os.sep
    while frame is not None and not (lines and own in lines[-1]):
        name = frame.f_code.co_filename  # type: ignore[attr-defined]
        if not _of_python(name) and (own in name or not lines):
            lines.append(f"{name}:{frame.f_lineno}")  # type: ignore[attr-defined]
        frame = frame.f_back  # type: ignore[attr-defined]
    return ", called by ".join(lines)


def go_on() -> None:
    """Runs the sitecustomize that this one stands in front of, if there is one."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(__file__)  # noqa: PTH120
    spec = PathFinder.find_spec("sitecustomize", [path for path in sys.path if path != here])
    if spec and spec.loader:
        spec.loader.exec_module(module_from_spec(spec))


def _of_python(name: str) -> bool:
    installed = f"{os.sep}site-packages{os.sep}" in name or f"{os.sep}dist-packages{os.sep}" in name
    return name.startswith("<frozen") or (name.startswith(LIBRARY) and not installed)


if FILES:
    sys.addaudithook(witness)
    go_on()
