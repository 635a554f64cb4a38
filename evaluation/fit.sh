#!/usr/bin/env bash
# Fit the classifiers that ship, from the data sets named below, into classifiers/.
# Usage: evaluation/fit.sh CROHME_TRAINING_INKML SCHOOL_JSONL ARXIV_JSONL
# Of the printed files every tenth line (index % 10 == 9) is held out for evaluation/measure.sh.
set -euo pipefail
[ $# -eq 3 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
crohme=$1 school=$2 arxiv=$3
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in school arxiv; do
  awk 'NR % 10' "${!name}" > "$work/$name-train.jsonl"
  awk 'NR % 5 == 1' "${!name}" > "$work/$name-fifth.jsonl"
done

export OMP_NUM_THREADS=1 # sums of another number of threads differ in their last bits
layoutmath fit "$crohme" -o "$here/classifiers/crohme.npz"
layoutmath fit "$work/school-train.jsonl" "$work/arxiv-train.jsonl" -o "$here/classifiers/printed.npz"
layoutmath fit "$crohme" "$work/school-fifth.jsonl" "$work/arxiv-fifth.jsonl" -o "$here/classifiers/default.npz"
