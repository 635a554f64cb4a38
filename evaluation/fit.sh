#!/usr/bin/env bash
# Fit the classifiers that ship, into classifiers/: default, free and bayes.
# Usage: evaluation/fit.sh CROHME_TRAINING_INKML CROHME_2013_INKML SCHOOL_JSONL ARXIV_JSONL GRIDS_JSONL FONT_OTF...
# Needs pip install '.[train]' and a few fonts with a MATH table; about an hour and a half on two idle cores. When
# interrupted, give the same WORK folder again (environment variable) and it goes on. Of the printed files every tenth
# line (index % 10 == 9) is held out. default is taught by two networks trained before it, one mostly on handwriting,
# one with more print, and goes on from the latter.
set -euo pipefail
[ $# -ge 6 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
crohme=$1 validation=$2 school=$3 arxiv=$4 grids=$5
fonts=("${@:6}")
here=$(cd "$(dirname "$0")/.." && pwd)
work=${WORK:-$(mktemp -d)}
python=${PYTHON:-python}
mkdir -p "$work"/{random,school,arxiv,grids}

# The given formulas in two of their three fonts; the same and others, made at random, in the fonts named.
for name in school arxiv grids; do
  awk 'NR % 10' "${!name}" | tee "$work/all-$name.jsonl" | awk '!/"font":"modern"/' > "$work/seen-$name.jsonl"
  "$python" -c 'import json, sys; [print(json.loads(line)["latex"]) for line in sys.stdin]' \
    < "$work/all-$name.jsonl" > "$work/$name.tex"
done
typeset() { # FONT SEED OUTPUT WHAT...
  local font=$1 seed=$2 output=$3
  shift 3
  [ -s "$output" ] && return
  # exit code 1: the font lacks a symbol of some formulas, which are then left out
  layoutmath synthesise -q "$@" --seed "$seed" --vary --font "$font" -o "${output%.jsonl}.part.jsonl" || [ $? -eq 1 ]
  mv "${output%.jsonl}.part.jsonl" "$output"
}
for index in "${!fonts[@]}"; do
  font=${fonts[$index]} file=$(basename "${fonts[$index]%.*}").jsonl
  typeset "$font" $((index + 1)) "$work/random/$file" --random 2000
  for name in school arxiv grids; do
    awk "NR % ${#fonts[@]} == $index" "$work/$name.tex" > "$work/$name/part.tex"
    typeset "$font" $((index + 1)) "$work/$name/$file" "$work/$name/part.tex"
    rm "$work/$name/part.tex"
  done
done

train() { # NAME EPOCHS OPTION... DATA=SHARE...
  local name=$1 epochs=$2
  shift 2
  [ -s "$work/$name.npz" ] ||
    "$python" "$here/evaluation/attention/train.py" -o "$work/$name.npz" --validate "$validation" --epochs "$epochs" "$@"
}
train handwriting 12 "$crohme=1" "$work/all-school.jsonl=0.3" "$work/all-arxiv.jsonl=0.3" "$work/all-grids.jsonl=0.9"
train print 18 "$crohme=1" "$work/seen-school.jsonl=0.06" "$work/seen-arxiv.jsonl=0.35" \
  "$work/seen-grids.jsonl=0.4" "$work/random=0.2" "$work/school=0.05" "$work/arxiv=0.35" "$work/grids=0.3"
train default 7 --seed 1 --rate 0.0008 --start "$work/print.npz" --teacher "$work/print.npz" \
  --teacher "$work/handwriting.npz" "$crohme=1" "$work/seen-school.jsonl=0.06" "$work/seen-arxiv.jsonl=0.4" \
  "$work/seen-grids.jsonl=0.4" "$work/random=0.2" "$work/school=0.05" "$work/arxiv=0.4" "$work/grids=0.3"
train free 8 "$work/random=0.4"
cp "$work/default.npz" "$work/free.npz" "$here/classifiers/"
"$python" "$here/evaluation/attention/record.py" \
  "$here/classifiers/default.npz" "$here/tests/data/attention/parity.npz"

for name in school arxiv; do
  awk 'NR % 5 == 1' "${!name}" > "$work/fifth-$name.jsonl"
done
export OMP_NUM_THREADS=1 # sums of another number of threads differ in their last bits
layoutmath fit "$crohme" "$work/fifth-school.jsonl" "$work/fifth-arxiv.jsonl" -o "$here/classifiers/bayes.npz"
