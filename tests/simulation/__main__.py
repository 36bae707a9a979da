"""`python -m tests.simulation`: replay a seed with its trace, run many, or check that every rule is needed."""
import argparse
import os
import sys
import time
from collections import Counter

from tests.simulation.regimes import Regime
from tests.simulation.run import STEPS, simulation


def main() -> int:
    """Return 0 if every promise held."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]],
                  {**os.environ, "PYTHONHASHSEED": "0"})
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="replay one history and print its trace")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--regime", choices=[each.name.lower() for each in Regime])
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--mutants", action="store_true", help="take each rule away in turn; every one must be missed")
    parser.add_argument("--only", help="with --mutants: names that contain this")
    chosen = parser.parse_args()
    if chosen.mutants:
        from tests.simulation.mutants import hunt
        return hunt(chosen.seeds, max(chosen.steps, 2 * STEPS), chosen.only or "")
    regimes = [Regime[chosen.regime.upper()]] if chosen.regime else list(Regime)
    failed = 0
    with simulation() as place:
        for regime in regimes:
            total: Counter[str] = Counter()
            begun = time.perf_counter()
            seeds = [chosen.seed] if chosen.seed is not None else range(chosen.first, chosen.first + chosen.seeds)
            for seed in seeds:
                outcome = place.run(seed, regime, steps=chosen.steps)
                total += outcome.count
                if outcome.violation is not None:
                    failed += 1
                if outcome.violation is not None or chosen.seed is not None:
                    if chosen.seed is not None:
                        print("\n".join(outcome.trace))
                    print(f"seed {seed} regime {regime.name.lower()} steps {chosen.steps}: "
                          f"{outcome.violation or 'every promise held'}", flush=True)
            print(f"{regime.name.lower()}: {len(seeds)} histories, {dict(total)}, "
                  f"{time.perf_counter() - begun:.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
