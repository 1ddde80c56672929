#!/bin/bash
# Runs the tests under a sanitizer: Tests/sanitize.sh address|thread|undefined [arguments of swift test]
#
# address finds bad memory accesses, thread finds data races, and undefined finds undefined behaviour in the C kernels.
# Each has a build of its own beside the usual one. A finding ends the tests with an error.
set -euo pipefail
cd "$(dirname "$0")/.."
sanitizer=${1:?"say which: address, thread or undefined"}
shift
# fontconfig and Swift's runtime keep some memory until the process ends, which is no leak of ours.
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1
# The thread sanitizer does not see the locks of Swift's Mutex: code that it watches has none.
export TSAN_OPTIONS=halt_on_error=1
flags=(--sanitize="$sanitizer" --scratch-path ".build-$sanitizer")
if [ "$sanitizer" = undefined ]; then
  # Swift has no such sanitizer. C alone is built with it: what is undefined ends the process with a backtrace.
  flags=(--scratch-path .build-undefined -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined)
fi
swift test "${flags[@]}" "$@"
