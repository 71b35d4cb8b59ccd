# Run by the SSM Agent as root: one report on standard output, notes on standard error. Changes nothing here.
# Exits with 0 whatever is found, so that findings stop no roll-out; with 1 where there is no report.
file='@FILE@'
sha256='@SHA256@'
compliance='@COMPLIANCE@'
seconds='{{ Timeout }}'
output='{{ Output }}'

say() { echo "ecsdoctor: $*" >&2; }

# The step before has put the file below the folder of this command; relative paths differ between SSM Agents.
found=''
if [ -n "$file" ]; then
  for place in "./$file" "../downloads/$file" "../../downloads/$file"; do
    if [ -f "$place" ]; then found=$place; break; fi
  done
fi

if [ -n "$found" ]; then
  sum=$(sha256sum "$found" | cut -d ' ' -f 1)
  if [ "$sum" != "$sha256" ]; then
    say "the file from S3 has the sha256 $sum, not $sha256: it is not run"
    exit 1
  fi
  python=''
  for name in python3 python3.13 python3.12 python3.11 python3.10 python3.9; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then python=$name; break; fi
  done
  if [ -z "$python" ]; then
    say "there is no Python 3.9 or newer on this instance"
    exit 1
  fi
  set -- "$python" -I "$found"
else
  if [ -n "$file" ]; then say "$file did not arrive from S3 (does the role allow s3:GetObject?); trying what is installed"; fi
  program=''
  for place in "$(command -v ecsdoctor)" /usr/local/bin/ecsdoctor /usr/bin/ecsdoctor /opt/ecsdoctor/bin/ecsdoctor; do
    if [ -n "$place" ] && [ -x "$place" ]; then program=$place; break; fi
  done
  if [ -z "$program" ]; then
    say "ecsdoctor is not installed on this instance"
    exit 1
  fi
  set -- "$program"
fi

# ecsdoctor ends on time by itself; this is the net below it.
limit=''
if command -v timeout >/dev/null; then limit="timeout -k 5 $((seconds + 15))"; fi

if [ "$compliance" != yes ]; then
  $limit "$@" -o "$output" --timeout "$seconds" --fail-on never </dev/null
  exit $?
fi
report=$($limit "$@" -o "$output" --timeout "$seconds" --fail-on never </dev/null)
code=$?
printf '%s\n' "$report"
if [ "$code" = 0 ]; then
  printf '%s\n' "$report" | timeout -k 5 30 "$@" fleet comply - >&2 || say "SSM Compliance was not told"
fi
exit "$code"
