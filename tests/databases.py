"""Database servers for the recorder, where their programs are installed.

Each runs in a folder of its own, answers on the loopback, and loses all when it ends.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
import os
from pathlib import Path
import pwd
import shutil
from signal import SIGKILL, SIGQUIT, Signals
import subprocess
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

from pymysql import converters
import pytest
from pytest_homeassistant_custom_component.patch_time import HAFakeDatetime
from sqlalchemy import create_engine, make_url, text

from .push import free_tcp_port

ON_EACH_DATABASE = pytest.mark.parametrize(
    "recorder_db_url", ["sqlite", "postgresql", "mariadb"], indirect=True
)
"""Have a test that has a recorder run once with each kind of database."""
# How often a server is looked at, every 20 ms.
LOOKS = 3000
# The database that each kind of server has from the start.
_FIRST = {"postgresql": "postgres", "mysql": ""}
_NUMBERS = count()


@contextmanager
def postgresql() -> Iterator[str]:
    """Run PostgreSQL; yield the URL below which its databases are."""
    programs = _program("postgres", *Path("/usr/lib/postgresql").glob("*/bin")).parent
    with _folder() as folder:
        data, port = folder / "data", free_tcp_port()
        _run(
            [programs / "initdb", "--pgdata", data, "--username=hwgroup"],
            ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"],
        )
        command = [programs / "postgres", "-D", data, "-F", "-p", port, "-k", ""]
        with _running(command, folder, "ready to accept connections", SIGQUIT):
            yield f"postgresql://hwgroup@127.0.0.1:{port}"


@contextmanager
def mariadb() -> Iterator[str]:
    """Run MariaDB; yield the URL below which its databases are."""
    program = _program("mariadbd", Path("/usr/sbin"))
    with _folder() as folder:
        data, port = folder / "data", free_tcp_port()
        command = [
            *(program, "--no-defaults", "--skip-grant-tables", "--datadir", folder),
            *(f"--socket={data}", f"--port={port}", "--bind-address=127.0.0.1"),
            *("--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"),
            *("--innodb-doublewrite=0", "--innodb-fast-shutdown=2", "--sync-frm=0"),
            "--character-set-server=utf8mb4",
        ]
        running = _running(command, folder, "ready for connections", SIGKILL)
        with running, _times_that_stand_still():
            yield f"mysql+pymysql://hwgroup@127.0.0.1:{port}"


@contextmanager
def _times_that_stand_still() -> Iterator[None]:
    """Let PyMySQL write the times of a test whose clock stands still as all others."""
    kinds: dict[type, Any] = converters.conversions
    kinds[HAFakeDatetime] = converters.escape_datetime
    yield
    del kinds[HAFakeDatetime]


def create(server: str) -> str:
    """Create a database of a new name; return its URL."""
    name = f"recorder_{next(_NUMBERS)}"
    engine = create_engine(
        f"{server}/{_FIRST[make_url(server).get_backend_name()]}",
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server}/{name}"


def _program(name: str, *folders: Path) -> Path:
    """Return a program, or skip the test."""
    places = os.pathsep.join([*map(str, sorted(folders)), os.environ["PATH"]])
    found = shutil.which(name, path=places)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return Path(found).resolve()


def _user() -> dict[str, Any]:
    """Return as whom the servers run: they refuse to be root."""
    if os.getuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def _folder() -> Iterator[Path]:
    """Yield a folder that the server may use: those of pytest are root's alone."""
    with TemporaryDirectory(prefix="hwgroup-") as name:
        if user := _user():
            os.chown(name, user["user"], user["group"])
        yield Path(name)


def _run(*words: Sequence[object]) -> None:
    command = [str(word) for part in words for word in part]
    done = subprocess.run(  # noqa: S603 - a program of the machine
        command, **_user(), cwd="/", capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr


@contextmanager
def _running(
    command: Sequence[object], folder: Path, ready: str, end: Signals
) -> Iterator[None]:
    """Run a server from when its log says that it is ready, and end it at once."""
    log, arguments = folder / "log", [*map(str, command)]
    with (
        log.open("wb") as file,
        subprocess.Popen(  # noqa: S603 - a program of the machine
            arguments, **_user(), cwd="/", stdout=file, stderr=file
        ) as process,
    ):
        try:
            _await(process, log, ready)
            yield
        finally:
            process.send_signal(end)


def _await(process: subprocess.Popen[bytes], log: Path, ready: str) -> None:
    """Wait until the server has written that it is ready; the clock may stand still."""
    for _ in range(LOOKS):
        said = log.read_text(errors="replace")
        if ready in said:
            return
        assert process.poll() is None, said
        sleep(0.02)
    raise AssertionError(said)
