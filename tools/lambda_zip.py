"""Build the zip of a Lambda function, the same bytes for the same source; or measure its cold start.

    .venv/bin/python -m tools.lambda_zip projector                      dist/projector-<digest>.zip
    .venv/bin/python -m tools.lambda_zip post-confirmation --ca FILE    with psycopg for arm64, and Amazon's RDS roots
    .venv/bin/python -m tools.lambda_zip projector --measure            what importing it costs, in CPU

The projector needs the standard library alone. What the other one needs comes from requirements/run.txt, by hash. The
digest in the name is the content's: another name is another version to CloudFormation, the same name is no change.
Built by the runtime's own Python the zip holds bytecode too, which a cold start would otherwise make every time.
"""

import argparse
import hashlib
import importlib.util
import io
import json
import marshal
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = (3, 13)
"""The Python of the functions, as the templates say."""

_PLATFORMS = ("manylinux_2_28_aarch64", "manylinux2014_aarch64")
"""What runs on the functions' machine: arm64, and the glibc of Amazon Linux 2023."""

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_ENTRY = re.compile(r"^(?=[a-zA-Z0-9])", re.MULTILINE)


class Function(NamedTuple):
    """A function: where its handler is, and the packages that it needs on top of the standard library."""

    handler: str
    packages: Sequence[str] = ()


FUNCTIONS = {
    "projector": Function("cruddur.entrypoints.projector.lambda_handler"),
    "post-confirmation": Function(
        "cruddur.entrypoints.post_confirmation.handler",
        ("psycopg", "psycopg-binary", "structlog", "typing-extensions"),
    ),
}


def own_files() -> Iterator[tuple[str, bytes]]:
    """Yield the product's code and queries as (name in the zip, content): everything but the web bundle."""
    package = ROOT / "src" / "cruddur"
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.suffix in (".py", ".sql") and inside.parts[0] != "web":
            yield f"cruddur/{inside.as_posix()}", path.read_bytes()


def installed_files(packages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of packages as they are installed beside this Python: to try a zip on this machine."""
    for name in packages:
        for file in metadata.files(name) or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                yield file.as_posix(), Path(str(file.locate())).read_bytes()


def fetched_files(packages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of packages for the functions' machine, exactly those that requirements/run.txt names."""
    if not packages:
        return
    with tempfile.TemporaryDirectory(prefix="cruddur-zip-") as folder:
        wanted, target = Path(folder, "wanted.txt"), Path(folder, "target")
        wanted.write_text(locked(packages), "utf-8")
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
                *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--target", str(target)),
                *(word for platform in _PLATFORMS for word in ("--platform", platform)),
                *("--implementation", "cp"),
                *("--python-version", ".".join(map(str, RUNTIME)), "-r", str(wanted)),
            ],
            check=True,
        )
        for path in sorted(target.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield path.relative_to(target).as_posix(), path.read_bytes()


def locked(packages: Sequence[str]) -> str:
    """Return the lines of requirements/run.txt that pin these packages."""
    entries = {
        re.split(r"[=\[ ;]", entry, maxsplit=1)[0].lower(): entry
        for entry in _ENTRY.split((ROOT / "requirements" / "run.txt").read_text("utf-8"))[1:]
    }
    return "".join(entries[name] for name in packages)


def zipped(files: Sequence[tuple[str, bytes]], *, compiled: bool) -> bytes:
    """Return a zip of the files: sorted, without times or owners, so that the same content is the same bytes.

    Args:
        compiled: bytecode of this Python beside each module, valid whatever the source's time.
    """
    everything = dict(files)
    if compiled:
        everything.update((_cached(name), _bytecode(name, content)) for name, content in files if name.endswith(".py"))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(everything.items()):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def _cached(name: str) -> str:
    path = Path(name)
    return (path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc").as_posix()


def _bytecode(name: str, source: bytes) -> bytes:
    """The file format of PEP 552, as an unchecked hash."""
    code = compile(source, f"/var/task/{name}", "exec", dont_inherit=True)
    return (
        importlib.util.MAGIC_NUMBER
        + (1).to_bytes(4, "little")
        + importlib.util.source_hash(source)
        + marshal.dumps(code)
    )


def build(name: str, *, installed: bool = False, ca: Path | None = None, compiled: bool | None = None) -> bytes:
    """Return a function's zip.

    Args:
        installed: packages as they are beside this Python, to try it here.
        ca: Amazon's roots for RDS, which go in as `rds-ca.pem`.
        compiled: with bytecode; None where this Python is the functions'.
    """
    packages = FUNCTIONS[name].packages
    files = [*own_files(), *(installed_files if installed else fetched_files)(packages)]
    if ca is not None:
        files.append(("rds-ca.pem", ca.read_bytes()))
    return zipped(files, compiled=sys.version_info[:2] == RUNTIME if compiled is None else compiled)


class ColdStart(NamedTuple):
    """What an import costs in a new process, beyond the interpreter's own start."""

    cpu_ms: float
    module_count: int


def cold_start(name: str, archive: bytes, *, times: int = 5) -> ColdStart:
    """Measure importing a function's handler from its unpacked zip, where nothing can be written; the best of `times`."""
    with tempfile.TemporaryDirectory(prefix="cruddur-cold-") as folder:
        zipfile.ZipFile(io.BytesIO(archive)).extractall(folder)
        nothing = min(_cpu_ms(folder, "pass")[0] for _ in range(times))
        measured = [_cpu_ms(folder, f"import {FUNCTIONS[name].handler}") for _ in range(times)]
    return ColdStart(min(cpu_ms for cpu_ms, _ in measured) - nothing, measured[0][1])


def _cpu_ms(folder: str, statement: str) -> tuple[float, int]:
    """CPU of a process that runs a statement with the zip's folder first on its path, and how many modules it has."""
    script = f"import sys; sys.path.insert(0, {folder!r}); {statement}; print(len(sys.modules))"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", script], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent_s * 1000, int(ran.stdout)


def measure(name: str) -> dict[str, object]:
    """Return sizes and cold starts of a function's zip on this machine, with and without bytecode."""
    found: dict[str, object] = {"function": name, "python": ".".join(map(str, sys.version_info[:3]))}
    for kind, compiled in (("source", False), ("bytecode", True)):
        archive = build(name, installed=True, compiled=compiled)
        start = cold_start(name, archive)
        found[kind] = {
            "zip_kb": round(len(archive) / 1024),
            "import_cpu_ms": round(start.cpu_ms, 1),
            "modules": start.module_count,
        }
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="tools.lambda_zip", description="Build the zip of a Lambda function.")
    parser.add_argument("function", choices=FUNCTIONS)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="Amazon's roots for RDS, for post-confirmation")
    parser.add_argument("--measure", action="store_true", help="build nothing; print what a cold start costs")
    asked = parser.parse_args(arguments)
    if asked.measure:
        print(json.dumps(measure(asked.function), indent=2))
        return
    archive = build(asked.function, ca=asked.ca)
    asked.out.mkdir(parents=True, exist_ok=True)
    path = asked.out / f"{asked.function}-{hashlib.sha256(archive).hexdigest()[:12]}.zip"
    path.write_bytes(archive)
    print(path)


if __name__ == "__main__":
    main()
