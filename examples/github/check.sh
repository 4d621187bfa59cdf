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
# The archive of an image is one more source.
number=0
while IFS= read -r image; do
  for engine in docker podman ''; do [ -z "$engine" ] || ! command -v "$engine" >/dev/null || break; done
  [ -n "$engine" ] || fail 'image: there is neither docker nor podman on this runner'
  case "$image" in -*) fail "image: '$image' is no name of an image" ;; esac
  number=$((number + 1))
  archive=$RUNNER_TEMP/interdict-image-$number.tar
  "$engine" image inspect "$image" >/dev/null 2>&1 || "$engine" pull --quiet "$image" || fail "image: cannot pull $image"
  "$engine" save --output "$archive" "$image" || fail "image: cannot save $image"
  sources+=("$archive")
done < <(lines "$IMAGE")
[ "${#sources[@]}" -gt 0 ] || fail 'neither sources nor image were given'

mkdir -p "$REPORTS"
status=0
"$INTERDICT" scan "${arguments[@]}" \
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
