#!/usr/bin/env bash
# Signs programs and installers in place. Key: $RUNNER_TEMP/sign.pfx, its word in PASSWORD.
# Nothing is signed when one of them is a test build.
set -euo pipefail
python3 "$(dirname "$0")/test_build.py" "$@"
for file in "$@"; do
  osslsigncode sign -pkcs12 "$RUNNER_TEMP/sign.pfx" -readpass <(printf %s "$PASSWORD") \
    -n h2r-link -h sha256 -ts http://timestamp.digicert.com -in "$file" -out "$file.signed"
  mv "$file.signed" "$file"
done
