#!/usr/bin/env bash
# Fit the Bayesian classifiers that ship, from the data sets named below, into classifiers/bayes.npz.
# Usage: evaluation/fit.sh CROHME_TRAINING_INKML SCHOOL_JSONL ARXIV_JSONL
# Every fifth line of the printed files is fitted on, none of the held-out tenth (index % 10 == 9).
set -euo pipefail
[ $# -eq 3 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk 'NR % 5 == 1' "$2" > "$work/school-fifth.jsonl"
awk 'NR % 5 == 1' "$3" > "$work/arxiv-fifth.jsonl"

export OMP_NUM_THREADS=1 # sums of another number of threads differ in their last bits
layoutmath fit "$1" "$work/school-fifth.jsonl" "$work/arxiv-fifth.jsonl" -o "$here/classifiers/bayes.npz"
