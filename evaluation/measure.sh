#!/usr/bin/env bash
# Measure the classifiers that ship and write the numbers into evaluation/results/.
# Usage: evaluation/measure.sh CROHME_2013_INKML SCHOOL_JSONL ARXIV_JSONL
# CROHME 2013 is the validation set; of the printed files the held-out tenth (index % 10 == 9) is measured.
set -euo pipefail
[ $# -eq 3 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
crohme=$1 school=$2 arxiv=$3
here=$(cd "$(dirname "$0")/.." && pwd)
results=$here/evaluation/results
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$results"

for name in school arxiv; do
  awk 'NR % 10 == 0' "${!name}" > "$work/$name.jsonl"
done

measure() { # NAME TRUTH CLASSIFIER LABELS ITERATIONS
  echo "== $1"
  {
    echo "\$ layoutmath evaluate $(basename "$2") --classifier $3 --labels $4 --iterations $5"
    echo "# $(date -u +%Y-%m-%d), layoutmath $(layoutmath --version | awk '{print $NF}'), commit $(git -C "$here" rev-parse --short HEAD)"
  } > "$results/$1.txt"
  # exit code 1: some files of the data set cannot be read, which evaluate names on stderr
  layoutmath evaluate "$2" --classifier "$3" --labels "$4" --iterations "$5" \
    >> "$results/$1.txt" || [ $? -eq 1 ]
}

for classifier in crohme default; do
  for labels in given none; do
    measure "crohme2013-$classifier-$labels" "$crohme" "$classifier" "$labels" 3
    measure "crohme2013-$classifier-$labels-iterations" "$crohme" "$classifier" "$labels" 1,2,3,5,7,10
  done
done
for classifier in printed default; do
  for name in school arxiv; do
    measure "$name-$classifier-given" "$work/$name.jsonl" "$classifier" given 3
    measure "$name-$classifier-none" "$work/$name.jsonl" "$classifier" none 3
  done
done
