"""`python -m tests.simulation.one_machine [--seeds 1000] [--from 0] [--mutant NAME]`: more seeds than a test run plays."""

import argparse
import sys
import time

from tests.proof.mutants import MUTANTS
from tests.simulation.one_machine.scenario import play


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.one_machine", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many worlds")
    parser.add_argument("--from", type=int, default=0, dest="begin", help="the first seed")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="plant a fault; must fail")
    arguments = parser.parse_args()
    if arguments.mutant:
        MUTANTS[arguments.mutant]()
    began, entries, faults, failed = time.perf_counter(), 0, 0, 0
    for seed in range(arguments.begin, arguments.begin + arguments.seeds):
        outcome = play(seed)
        entries += outcome.entries
        faults += outcome.faults
        if outcome.wrong:
            failed += 1
            print(f"seed {seed} ({outcome.fingerprint}): {outcome.wrong[0].kind}: {outcome.wrong[0].example}")
    took_s = time.perf_counter() - began
    print(f"{arguments.seeds} seeds, {entries} entries, {faults} faults, {failed} failed, {took_s:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
