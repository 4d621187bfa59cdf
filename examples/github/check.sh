#!/usr/bin/env bash
# The step of action.yml: one scan gives the annotations, the summary of the step and the files of the reports.
set -euo pipefail

fail() {
  echo "::error title=interdict::$1"
  exit 2
}

# Anything but a plain yes or no would pass for a no, and the gate would stand open.
case "$FAIL" in true | false) ;; *) fail "fail is true or false, not '$FAIL'" ;; esac

lines() { grep -v '^[[:space:]]*$' <<<"$1" || true; }

arguments=(--fail-on "$FAIL_ON")
while IFS= read -r ban; do arguments+=(--bans "$ban"); done < <(lines "$BANS")
while IFS= read -r file; do arguments+=(--waivers "$file"); done < <(lines "$WAIVERS")
[ -z "$CONFIG" ] || arguments+=(--config "$CONFIG")
# Bash 3.2, which macOS has, knows no mapfile.
sources=()
while IFS= read -r source; do sources+=("$source"); done < <(lines "$SOURCES")
[ "${#sources[@]}" -gt 0 ] || fail 'no sources were given'

mkdir -p "$REPORTS"
status=0
node "$ACTION/bin/interdict.js" scan "${arguments[@]}" \
  -o github \
  -o "markdown=$REPORTS/summary.md" \
  -o "sarif=$REPORTS/report.sarif" \
  -o "json=$REPORTS/report.json" \
  -o "html=$REPORTS/report.html" \
  -- "${sources[@]}" || status=$?

case "$status" in
  0) verdict=clean ;;
  1) verdict=banned ;;
  3) verdict=incomplete ;;
  *) verdict=failed ;;
esac
{
  echo "exit-code=$status"
  echo "verdict=$verdict"
  echo "reports=$REPORTS"
} >>"$GITHUB_OUTPUT"
[ ! -f "$REPORTS/summary.md" ] || cat "$REPORTS/summary.md" >>"$GITHUB_STEP_SUMMARY"

# A wrong call always fails: it says nothing about the sources.
if [ "$FAIL" = true ] || [ "$verdict" = failed ]; then exit "$status"; fi
