#!/bin/bash
# Runs one small audit in this process and by Slurm, and expects the same bytes: Tests/slurm.sh [KILLS] [lossaudit]
#
# A cluster of one node is made from Debian's packages, with all its state in a temporary folder, so root is needed. Then
# the audit is run again and again while drivers, tasks, slurmd and slurmctld are killed at random moments, KILLS times (50) in all,
# and once with a full disk under the models. Whatever is killed, the run ends with the same bytes; so does a search.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=${1:-50}
lossaudit=${2:-$(command -v lossaudit || echo "$(swift build -c release --show-bin-path)/lossaudit")}
lossaudit=$(realpath "$lossaudit")

fail() {
  echo "slurm.sh: $*" >&2
  exit 1
}

if ! command -v slurmctld munged > /dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends slurmctld slurmd slurm-client munge > /dev/null
fi

place=$(mktemp -d)
driver=
cleanup() {
  local file
  set +e
  [[ -n $driver ]] && kill -9 "$driver" 2> /dev/null
  if [[ -s $place/slurmctld.pid ]]; then
    scancel --me
    for _ in $(seq 50); do [[ -z $(squeue --noheader 2> /dev/null) ]] && break || sleep 0.2; done
  fi
  for file in "$place"/*.pid; do [[ -s $file ]] && kill -9 "$(cat "$file")" 2> /dev/null; done
  mountpoint -q "$place/full/models" && umount -l "$place/full/models"
  rm -rf "$place"
}
trap cleanup EXIT

# The cluster.
host=$(hostname -s)
export SLURM_CONF=$place/slurm.conf
mkdir "$place"/{state,spool,munge}
chmod 755 "$place"
chown munge "$place/munge"
cat > "$SLURM_CONF" << END
ClusterName=test
SlurmUser=root
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$place/munge/socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MaxArraySize=6
MinJobAge=10
SlurmdTimeout=20
StateSaveLocation=$place/state
SlurmdSpoolDir=$place/spool
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd.pid
SlurmctldLogFile=$place/slurmctld.log
SlurmdLogFile=$place/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=2
PartitionName=debug Nodes=ALL Default=YES State=UP
END
head -c 1024 /dev/urandom > "$place/munge/key"
chmod 600 "$place/munge/key"
chown munge "$place/munge/key"
runuser -u munge -- munged --key-file="$place/munge/key" --socket="$place/munge/socket" --seed-file="$place/munge/seed" \
  --pid-file="$place/munge/munged.pid" --log-file="$place/munge/munged.log"
cp -l "$place/munge/munged.pid" "$place/munged.pid"
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF"
for _ in $(seq 100); do
  sinfo --noheader --format=%T 2> /dev/null | grep -qE 'idle|mixed' && break
  sleep 0.2
done
sinfo --noheader --format=%T | grep -qE 'idle|mixed' || fail "the cluster does not start: $(tail -3 "$place/slurmctld.log")"

# The audit: every kind of task, an array longer than MaxArraySize, and tasks that take a second or so.
cat > "$place/audit.yaml" << END
name: small
dataset: {name: fashion-mnist, folder: $PWD/fixtures/fashion-mnist, training: 160, validation: 60, test: 60}
architecture: all-cnn-mini
training: {epochs: 2, batch_size: 16}
seeds: [1, 2]
losses:
- cross-entropy
- name: evolved
  evolve: {objective: fgsm, epsilon: 0.05, population: 7, generations: 2, finalists: 1, finalist_seeds: 1,
    training_images: 60, training: {epochs: 1}}
attack: {attacks: [fgsm, pgd], losses: [cross-entropy], epsilons: [0, 0.05], budget: {pgd_steps: 3}, limit: 30}
damage: {kinds: [gaussian-noise], limit: 30}
slices: {limit: 20, one_dimensional: {points: 5}}
slurm: {poll_seconds: 0.3, time: 10, throttle: 4}
END

# run FOLDER: starts or goes on with the audit on the cluster. start FOLDER does so in the background.
arguments() { echo run "$place/audit.yaml" --output "$place/$1" --set executor=slurm; }
# shellcheck disable=SC2046
run() { "$lossaudit" $(arguments "$1") > "$place/driver.out" 2>&1; }
# shellcheck disable=SC2046
start() {
  "$lossaudit" $(arguments "$1") > "$place/driver.out" 2>&1 &
  driver=$!
}

# same FOLDER: it has the bytes of the local run, but for what says where and when it was made.
same() {
  diff -r -x run.json -x 'candidates.*' -x tasks -x audit.yaml -x .lock "$place/local" "$place/$1" > "$place/difference" ||
    fail "$1 differs from the local run: $(head -30 "$place/difference"; grep note: "$place/driver.out")"
  diff <(grep -v ^executor "$place/local/audit.yaml") <(grep -v ^executor "$place/$1/audit.yaml") ||
    fail "$1 states another audit than the local run"
}

start=$SECONDS
"$lossaudit" run "$place/audit.yaml" --output "$place/local" --quiet > /dev/null
echo "slurm.sh: local run: $((SECONDS - start)) s"
start=$SECONDS
run whole || fail "the run on the cluster fails: $(tail -3 "$place/driver.out")"
same whole
[[ $(find "$place/whole/tasks" -name ended.json | wc -l) -ge 8 ]] || fail "the tasks were not run by the cluster"
echo "slurm.sh: the same by Slurm: $((SECONDS - start)) s, the same bytes"

# A full disk under the models: the run ends and says why; when there is room it goes on.
full() {
  start full
  while [[ ! -e $place/full/audit.yaml ]]; do sleep 0.05; done
  kill -9 "$driver"
  wait "$driver" 2> /dev/null || true
  mkdir -p "$place/full/models"
  mount -t tmpfs -o size=64k tmpfs "$place/full/models"
  if run full; then fail "a run on a full disk ends well"; fi
  grep -q "No space left on device" "$place/driver.out" || fail "a full disk is not said: $(cat "$place/driver.out")"
  grep -q "3 attempts" "$place/driver.out" || fail "a full disk was not tried again: $(cat "$place/driver.out")"
  mount -o remount,size=64m "$place/full/models"
  run full || fail "with room on the disk the run fails: $(tail -3 "$place/driver.out")"
  same full
  umount "$place/full/models"
  echo "slurm.sh: a full disk: tried again, said, and gone on with the same bytes"
}
full

# A controller that was killed before it had saved its state starts a task twice, and drains the node for it, as it says;
# the administrator makes the node usable again. What Slurm itself submits again it holds back for two minutes: not here.
administrate() {
  local id
  if sinfo --noheader --format=%T 2> /dev/null | grep -q drain; then
    scontrol update NodeName="$host" State=RESUME 2> /dev/null || true
  fi
  for id in $(squeue --noheader --states=PENDING --format='%i %r' 2> /dev/null | sed -n 's/\(_\[.*\)\? BeginTime$//p'); do
    scontrol update JobId="$id" StartTime=now 2> /dev/null || true
  done
}

# The controller is killed while tasks run, and is away for a time: the driver waits, and nothing is done twice.
controller() {
  start controller
  while [[ -z $(tasks_of controller) ]]; do sleep 0.1; done
  kill -9 "$(cat "$place/slurmctld.pid")"
  while ! grep -q "Slurm does not answer" "$place/driver.out"; do
    kill -0 "$driver" || fail "the run does not survive its controller: $(tail -3 "$place/driver.out")"
    sleep 0.1
  done
  slurmctld -f "$SLURM_CONF"
  while kill -0 "$driver" 2> /dev/null; do
    administrate
    sleep 1
  done
  wait "$driver" || fail "the run does not go on with its controller: $(tail -3 "$place/driver.out")"
  if grep -q "after 1 attempt" "$place/driver.out"; then fail "a task counts as tried: $(cat "$place/driver.out")"; fi
  same controller
  echo "slurm.sh: a killed slurmctld: waited for, and gone on with the same bytes"
}

# The process ids of tasks of the run in FOLDER.
tasks_of() { pgrep -f "^$lossaudit task $place/$1/tasks" || true; }

controller

# A search that has its folder for itself, whose driver is killed once: the bytes of the search in one process.
search() {
  local arguments=(evolve --dataset fashion-mnist --data-dir "$PWD/fixtures/fashion-mnist" --architecture all-cnn-mini
    --population 3 --generations 2 --finalists 1 --finalist-seeds 1 --training-images 60 --epochs 1 --batch-size 16)
  local spread=("${arguments[@]}" --output "$place/spread" --executor slurm --poll-seconds 0.3)
  "$lossaudit" "${arguments[@]}" --output "$place/search" --quiet > /dev/null || fail "the search fails"
  "$lossaudit" "${spread[@]}" > "$place/driver.out" 2>&1 &
  driver=$!
  while kill -0 "$driver" 2> /dev/null && [[ -z $(tasks_of spread) ]]; do sleep 0.1; done
  kill -9 "$driver" 2> /dev/null || true
  wait "$driver" 2> /dev/null || true
  "$lossaudit" "${spread[@]}" > "$place/driver.out" 2>&1 ||
    fail "the search on the cluster fails: $(tail -3 "$place/driver.out")"
  diff -r -x 'candidates.*' -x tasks -x .lock "$place/search" "$place/spread" > "$place/difference" ||
    fail "a search on the cluster differs from the local one: $(head -5 "$place/difference")"
  echo "slurm.sh: a search whose driver was killed: the same bytes"
}
search

# A task may be killed twice: at the third time the run would rightly give up.
declare -A killed
kills=0 drivers=0 tasks=0 daemons=0 controllers=0 round=0
strike() {
  local pid file key
  case $((RANDOM % 5)) in
    0)
      kill -9 "$driver" 2> /dev/null || return 0
      drivers=$((drivers + 1))
      ;;
    1)
      kill -9 "$(cat "$place/slurmd.pid")" 2> /dev/null || return 0
      sleep "0.$((RANDOM % 8))"
      slurmd -f "$SLURM_CONF"
      daemons=$((daemons + 1))
      ;;
    2)
      kill -9 "$(cat "$place/slurmctld.pid")" 2> /dev/null || return 0
      sleep "0.$((RANDOM % 8))"
      slurmctld -f "$SLURM_CONF"
      controllers=$((controllers + 1))
      ;;
    *)
      # After kills of the others it takes a while until a task runs again.
      for _ in $(seq 100); do
        pid=$(tasks_of "$1" | shuf -n 1)
        if [[ -n $pid ]] || ! kill -0 "$driver" 2> /dev/null; then break; fi
        sleep 0.1
      done
      [[ -n $pid ]] || return 0
      file=$(tr '\0' '\n' < "/proc/$pid/cmdline" 2> /dev/null | sed -n 3p) || return 0
      [[ -s $file ]] || return 0
      key=$1-$(md5sum < "$file")
      ((${killed[$key]:-0} < 2)) || return 0
      kill -9 "$pid" 2> /dev/null || return 0
      killed[$key]=$((${killed[$key]:-0} + 1))
      tasks=$((tasks + 1))
      ;;
  esac
  kills=$((kills + 1))
}

while ((kills < wanted)); do
  round=$((round + 1))
  folder=round-$round
  while true; do
    start "$folder"
    while kill -0 "$driver" 2> /dev/null && ((kills < wanted)); do
      sleep "$((RANDOM % 2)).$((RANDOM % 10))"
      strike "$folder"
      administrate
    done
    while kill -0 "$driver" 2> /dev/null; do
      administrate
      sleep 0.5
    done
    code=0
    wait "$driver" || code=$?
    ((code == 0)) && break
    ((code == 137)) || fail "round $round: exit code $code: $(tail -3 "$place/driver.out")"
  done
  same "$folder"
  echo "slurm.sh: round $round: the same bytes after $kills kills ($drivers drivers, $tasks tasks, $daemons slurmd,"\
    "$controllers slurmctld)"
done

# An interrupted driver takes its jobs back.
start stopped
while [[ -z $(tasks_of stopped) ]]; do sleep 0.1; done
kill -INT "$driver"
code=0
wait "$driver" || code=$?
((code == 130)) || fail "an interrupted driver ends with $code"
# A controller that was killed may have begun a job of an earlier run again: that is none of this one's.
left() { squeue --noheader --format='%j %i %T %r' | grep -- "-$(cat "$place/stopped/tasks/word")-" || true; }
for _ in $(seq 50); do [[ -z $(left) ]] && break || sleep 0.2; done
[[ -z $(left) ]] || fail "jobs are left after an interruption: $(left)"
echo "slurm.sh: an interruption takes all jobs back"
