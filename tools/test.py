"""`./cruddur test`: everything that CI runs: the checks, the web's own tests, then pytest over `tests/`.

Arguments go to pytest, and then only pytest runs: `./cruddur test tests/unit -k cursor`. The last line on stdout is
pytest's. A stage that fails does not stop the ones after it; the exit code says whether all passed.
"""

import subprocess
import sys
from pathlib import Path

import check

ROOT = Path(__file__).resolve().parent.parent


def heading(text: str) -> None:
    """Say which stage begins."""
    print(f"\n=== {text}", flush=True)


def web_tests() -> bool:
    """Run the web's unit tests; True when they passed, or there is no web yet."""
    if not (ROOT / "web" / "package.json").is_file():
        return True
    heading("web tests")
    return subprocess.run(["npm", "test"], cwd=ROOT / "web", stdin=subprocess.DEVNULL, check=False).returncode == 0


def pytest(arguments: list[str]) -> int:
    """Run pytest from the root of the project and return its exit code; `arguments` may name paths from there."""
    heading("pytest")
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def main(arguments: list[str]) -> int:
    """Run the stages; 0 when all passed, else pytest's exit code, else 1."""
    if arguments:
        return pytest(arguments)
    heading("check")
    failed = [] if check.check() else ["check"]
    if not web_tests():
        failed.append("web tests")
    code = pytest([])
    if failed:
        print(f"cruddur: failed before pytest ran: {', '.join(failed)}", file=sys.stderr)
    return code or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
