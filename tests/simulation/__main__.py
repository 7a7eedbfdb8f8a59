"""`python -m tests.simulation [--seeds 5000] [--from 0] [--mutant NAME]`: more seeds than a test run can afford."""

import argparse
import sys
import time

from tests.simulation.mutants import MUTANTS
from tests.simulation.scenario import as_it_is, play


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many worlds")
    parser.add_argument("--from", type=int, default=0, dest="begin", help="the first seed")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="leave a rule out; must fail")
    arguments = parser.parse_args()
    adapt = MUTANTS[arguments.mutant] if arguments.mutant else as_it_is
    began, entries, failed = time.perf_counter(), 0, 0
    for seed in range(arguments.begin, arguments.begin + arguments.seeds):
        outcome = play(seed, adapt)
        entries += outcome.entries
        if outcome.wrong:
            failed += 1
            print(f"seed {seed} ({outcome.fingerprint}): {outcome.wrong[0]}")
    took_s = time.perf_counter() - began
    print(f"{arguments.seeds} seeds, {entries} entries, {failed} failed, {arguments.seeds / took_s:.0f} seeds/s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
