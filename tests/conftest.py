"""What every test shares: where tools keep their notes, and how long property tests may think."""

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

# No deadline per example: a busy machine is not a bug. Found counterexamples are kept beside the other caches.
settings.register_profile(
    "house",
    deadline=None,
    database=DirectoryBasedExampleDatabase(Path(__file__).parents[1] / ".cache" / "hypothesis"),
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("house")
