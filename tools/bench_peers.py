#!/usr/bin/env python3
"""Runs a matching package of PyPI on an instance of the engine, and compares seats and times.

    bench_peers.py algmatch|matching CANDIDATES DIR BENCH

BENCH is the built benchmark, which writes the instance and the engine's times into DIR anew before each round
(src/benches/matching/peer.rs). Only the package's own solving is timed, not the building of its objects. Prints one
line with the medians; exits 1 where the seats differ from the engine's, and with the package's own error where it
does not survive the size.
"""

import subprocess
import sys
import time
import warnings
from pathlib import Path
from statistics import median

ROUNDS = 5


def read(folder):
    rows = lambda name: [[int(word) for word in line.split()] for line in (folder / name).read_text().splitlines()]
    lists = dict(enumerate(rows("lists")))
    programmes = dict(enumerate(rows("programmes")))
    # Nobody wants the programmes without applicants; the packages refuse an empty list.
    applicants = {number: row[1:] for number, row in programmes.items() if len(row) > 1}
    quotas = {number: programmes[number][0] for number in applicants}
    seats = [None if word == "-" else int(word) for word in (folder / "seats").read_text().split()]
    seconds = [float(line) for line in (folder / "seconds").read_text().split()]
    return lists, applicants, quotas, seats, seconds


def solve_algmatch(lists, applicants, quotas):
    from algmatch import HospitalResidentsProblem

    hospitals = {number: {"capacity": quotas[number], "preferences": applicants[number]} for number in applicants}
    problem = HospitalResidentsProblem(dictionary={"residents": lists, "hospitals": hospitals})
    start = time.perf_counter()
    matching = problem.get_stable_matching()
    elapsed = time.perf_counter() - start
    if matching is None:
        sys.exit("algmatch finds its own result unstable")
    number = lambda name: int(name[1:]) if name else None
    return elapsed, {number(who): number(where) for who, where in matching["resident_sided"].items()}


def solve_matching(lists, applicants, quotas):
    from matching.games import HospitalResident

    warnings.simplefilter("ignore")
    # Its players are told apart by name, so the two sides must not share names.
    residents = {f"r{who}": [f"h{number}" for number in row] for who, row in lists.items()}
    hospitals = {f"h{number}": [f"r{who}" for who in row] for number, row in applicants.items()}
    capacities = {f"h{number}": quota for number, quota in quotas.items()}
    game = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
    start = time.perf_counter()
    solved = game.solve(optimal="resident")
    elapsed = time.perf_counter() - start
    number = lambda player: int(str(player)[1:])
    return elapsed, {number(who): number(where) for where, row in solved.items() for who in row}


def one_round(package, candidates, folder, bench):
    subprocess.run([bench, "peer", candidates, folder], check=True)
    lists, applicants, quotas, seats, (settle, with_layout) = read(Path(folder))
    elapsed, found = {"algmatch": solve_algmatch, "matching": solve_matching}[package](lists, applicants, quotas)
    differing = sum(found.get(who) != seat for who, seat in enumerate(seats))
    if differing:
        sys.exit(f"{package}: {differing} of {len(seats)} candidates have another seat than the engine gives")
    print(f"{package}, {len(seats)} candidates: {elapsed:.3f} s", file=sys.stderr)
    return len(seats), sum(map(len, lists.values())), elapsed, settle, with_layout


def main():
    package = sys.argv[1]
    rounds = [one_round(*sys.argv[1:]) for _ in range(ROUNDS)]
    candidates, preferences = rounds[0][:2]
    elapsed, settle, with_layout = (median(each[column] for each in rounds) for column in (2, 3, 4))
    ratio = median(each[2] / each[3] for each in rounds)
    verdict = "meets the stretch" if ratio >= 1000 else "meets the must" if ratio >= 200 else "MISSES"
    print(
        f"{package}, {candidates} candidates, {preferences / candidates:.1f} preferences each: "
        f"{elapsed:.3f} s, engine {settle * 1e3:.3f} ms (with laying out {with_layout * 1e3:.3f} ms); "
        f"ratio {ratio:.0f} (with laying out {elapsed / with_layout:.0f}), must 200, stretch 1000: {verdict}; "
        "the same seats"
    )


main()
