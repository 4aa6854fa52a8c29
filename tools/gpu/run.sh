#!/usr/bin/env bash
# Everything that needs a GPU, on a machine that has one: the doctor, the engine's tests, where a training step's nodes run,
# an edit on the GPU and the same on the CPU, and one table of it all. See docs/gpu.md.
set -euo pipefail
cd "$(dirname "$0")/../.."

usage() {
    cat <<'USAGE'
tools/gpu/run.sh --model DIR --data FILE [--device cuda:0] [--out DIR] [--limit N] [--epochs N] [--peer SCRIPT]

  --model DIR    a folder with an ONNX decoder and its tokenizer
  --data FILE    facts, as the edit command reads them
  --device NAME  the GPU (default: cuda:0)
  --out DIR      where logs and the table go (default: target/gpu)
  --limit N      facts (default: 100)
  --epochs N     rounds over them (default: 5)
  --peer SCRIPT  is run as SCRIPT MODEL DATA LIMIT EPOCHS; the lines of its output that begin with | go into the table
USAGE
}

device=cuda:0 out=target/gpu limit=100 epochs=5 model= data= peer=
while [ $# -gt 0 ]; do
    case "$1" in
        --help) usage; exit 0 ;;
        --model | --data | --device | --out | --limit | --epochs | --peer)
            [ $# -ge 2 ] || { usage >&2; exit 2; }
            printf -v "${1#--}" %s "$2"
            shift 2 ;;
        *) usage >&2; exit 2 ;;
    esac
done
[ -n "$model" ] && [ -n "$data" ] || { usage >&2; exit 2; }
mkdir -p "$out"
model=$(realpath "$model") data=$(realpath "$data") out=$(realpath "$out")

# A device of the CPU goes through the same steps with the ordinary artifact, which shows that the script works.
artifact=onnxruntime_gpu
case "$device" in cpu*) artifact=onnxruntime ;; esac
maven=(mvn -B -q ${MAVEN_FLAGS:-} -Donnxruntime.artifact=$artifact)
failed=0

step() {
    local name=$1
    shift
    echo "== $name"
    if "$@" > "$out/$name.log" 2>&1; then
        echo "| $name | passed |" >> "$out/steps.md"
    else
        echo "| $name | FAILED, see $name.log |" >> "$out/steps.md"
        failed=1
    fi
}

engine_tests() {
    "${maven[@]}" -pl editor-api,editor-core,editor-nano,editor-onnx test -Dsurefire.failIfNoSpecifiedTests=false \
        -Dmodeleditor.test.device="$device" \
        -Dtest='WholeModelGradientTest,GenerationTest,MetricGoldenTest,AdapterRoundTripTest,EngineLifeTest,ChatTest'
}

profile() {
    local flags=()
    [ "$1" = fixture ] || flags=("-Dmodeleditor.test.model=$1")
    "${maven[@]}" -pl editor-api,editor-core,editor-nano,editor-onnx test -Dsurefire.failIfNoSpecifiedTests=false \
        -Dmodeleditor.test.device="$device" -Dmodeleditor.test.profile="$out/profile-$2.md" -Dtest=DeviceProfileTest \
        -Dsurefire.jvm=-Xmx4g "${flags[@]}"
}

edit() {
    java -jar editor-cli/target/editor-cli.jar edit --method paper --harm none --model "$model" --data "$data" --limit "$limit" \
        --prefixes 10 --random-facts 10 --rank 32 --epochs "$epochs" --seed 0 --device "$1" --report "$out/$2.json"
}

# A number out of a report, which has one for each of its names but the first, in "after" behind "before".
figure() {
    grep -o "\"$2\"[ ]*:[ ]*[0-9.eE+-]*" "$out/$1.json" 2> /dev/null | tail -n 1 | sed 's/.*:[ ]*//'
}

rm -f "$out"/*.md
step build "${maven[@]}" -DskipTests package
step doctor java -jar editor-cli/target/editor-cli.jar doctor --device "$device"
cat "$out/doctor.log"
step engine-tests engine_tests
step profile-fixture profile fixture fixture
step profile-model profile "$model" model
step edit-device edit "$device" edit-device
step edit-cpu edit cpu edit-cpu
if [ -n "$peer" ]; then
    step peer "$peer" "$model" "$data" "$limit" "$epochs"
fi

{
    echo "| step | |"
    echo "|---|---|"
    cat "$out/steps.md"
    echo
    echo "| model | device | nodes on CUDA | nodes on CPU | MemcpyToHost | MemcpyFromHost | seconds a step |"
    echo "|---|---|---|---|---|---|---|"
    cat "$out"/profile-*.md 2> /dev/null || true
    echo
    echo "| edit on | training s | sequences/s | efficacy | generalization | locality | score |"
    echo "|---|---|---|---|---|---|---|"
    for run in edit-device edit-cpu; do
        echo "| $run | $(figure $run train_seconds) | $(figure $run texts_per_second) | $(figure $run efficacy) |" \
            "$(figure $run generalization) | $(figure $run locality) | $(figure $run score) |"
    done
    [ -z "$peer" ] || grep '^|' "$out/peer.log" || true
} > "$out/table.md"
cat "$out/table.md"
exit $failed
