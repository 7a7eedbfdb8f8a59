"""The product with a planted fault, as a server: CRUDDUR_TESTS_MUTANT=key_ignored python -m tests.proof.mutant_host up …

Without MUTANT it is the product as it is, with a clock that may be wrong (`troubled_host`).
"""

import os

from cruddur import __main__
from tests.proof import troubled_host

MUTANT = "CRUDDUR_TESTS_MUTANT"

if __name__ == "__main__":
    troubled_host.install(float(os.environ.get("CRUDDUR_TESTS_CLOCK_SKEW_S", "0")))
    if name := os.environ.get(MUTANT):
        from tests.proof.mutants import MUTANTS

        MUTANTS[name]()
    __main__.main()
