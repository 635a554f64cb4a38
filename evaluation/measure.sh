#!/usr/bin/env bash
# Measure the classifiers that ship: numbers into evaluation/results/, pictures and tables into the documents.
# Usage: evaluation/measure.sh CROHME_2013_INKML CROHME_TRAINING_INKML SCHOOL_JSONL ARXIV_JSONL GRIDS_JSONL INFTY_CSV [FONT_OTF]
# Needs pip install '.[evaluation]'; takes about a quarter of an hour on one core. Of the printed files the held-out
# tenth is measured (index % 10 == 9), and the same formulas in FONT, which should be one that no classifier was
# fitted on.
set -euo pipefail
[ $# -eq 6 ] || [ $# -eq 7 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
programs=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python}
export OMP_NUM_THREADS=1

$python "$programs/run_protocols.py" crohme2013="$1" training="$2" school="$3" arxiv="$4" grids="$5" infty="$6" ${7:+font="$7"}
$python "$programs/benchmark.py" "$3" "$4"
$python "$programs/readable.py" crohme2013="$1" school="$3" arxiv="$4"
$python "$programs/recreations.py"
$python "$programs/plots.py"
$python "$programs/pages.py"
