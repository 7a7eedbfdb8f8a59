"""A run of tests with a planted fault: CRUDDUR_TESTS_MUTANT=last_record_wins pytest -p tests.proof.plugin …"""

import os

from tests.proof.mutant_host import MUTANT
from tests.proof.mutants import MUTANTS

if name := os.environ.get(MUTANT):
    MUTANTS[name]()
