#!/usr/bin/env bash
# A Flink cluster of separate processes on this machine: no container engine, no Flink distribution.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: cluster.sh COMMAND

  start [TASKMANAGERS]       start a JobManager and TaskManagers (default: 1)
  submit PIPELINE [SAVEPOINT] submit the job of a pipeline file; prints the job's id
  status                     show processes and jobs
  add-taskmanager            start one more TaskManager
  kill-taskmanager [NUMBER]  kill -9 a TaskManager (default: the first that runs)
  stop-job JOB               stop a job with a savepoint; prints the savepoint
  stop                       end all processes of this cluster

environment:
  JAVA_HOME             the JDK of all processes, 17 or later (default: java on the path)
  SLUICE_FLINK_HOME     lib/ and usrlib/ of Flink (default: what the build put into target/flink)
  SLUICE_CLUSTER_DIR    configuration, logs and state (default: target/run beside this script)
  SLUICE_REST_PORT      REST API and web UI (default: 8081)
  SLUICE_RPC_PORT       the JobManager's RPC (default: 6123)
  SLUICE_METRICS_PORTS  a port or range for Prometheus (default: 9249-9260)
  SLUICE_SLOTS          slots per TaskManager (default: 2)
  SLUICE_TORNADO_HOME   what the build of edge/kernel-tornado made (its target/): TaskManagers get the
                        TornadoVM provider and the JVM options it needs (default: none)
USAGE
}

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
flink=${SLUICE_FLINK_HOME:-$here/target/flink}
run=${SLUICE_CLUSTER_DIR:-$here/target/run}
rest_port=${SLUICE_REST_PORT:-8081}
rest="http://localhost:$rest_port"
tornado=${SLUICE_TORNADO_HOME:+$(readlink -f "$SLUICE_TORNADO_HOME")}

die() {
  printf 'cluster.sh: %s\n' "$1" >&2
  exit 1
}

# --- Java -----------------------------------------------------------------------------------------

find_java() {
  java=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java") ||
    die "no Java found; install a JDK of version 17 or later, or set JAVA_HOME"
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  [ "${version%%.*}" -ge 17 ] || die "Java $version at $java is too old; Flink needs 17 or later"
}

# Options by the JDK that runs: one that a JDK does not know ends it. Options go into files and the
# class path into the environment, because ONNX Runtime crashes under a command line of 3.9 KB.
write_options() {
  local file=$1 memory=$2
  {
    printf '%s\n' "$memory" -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError
    printf '%s\n' --add-opens=java.base/java.util=ALL-UNNAMED
    printf '%s\n' --add-opens=java.base/java.nio=ALL-UNNAMED
    [ "${version%%.*}" -lt 22 ] || printf '%s\n' --enable-native-access=ALL-UNNAMED
    [ "${version%%.*}" -lt 23 ] || printf '%s\n' --sun-misc-unsafe-memory-access=allow
    printf '"-Dlog4j.configurationFile=file:%s/conf/log4j2.properties"\n' "$run"
    printf '"-Djava.io.tmpdir=%s/tmp"\n' "$run"
  } >"$run/conf/$file"
}

launch() {
  local name=$1 options=$2 class=$3 class_path="$flink/lib/*"
  # The provider and its kernels must be on the process's own class path, not in a job's jar.
  tornado=$(cat "$run/conf/tornado")
  case $name in taskmanager*) class_path+=${tornado:+":$tornado/sluice-kernel-tornado.jar:$tornado/tornado/lib/*"} ;; esac
  CLASSPATH="$class_path" FLINK_CONF_DIR="$run/conf" nohup "$java" "@$run/conf/$options" \
    "-Dlog.file=$run/log/$name.log" "$class" --configDir "$run/conf" "${@:4}" \
    >"$run/log/$name.out" 2>&1 </dev/null &
  printf '%s\n' "$!" >"$run/pid/$name"
}

# --- Processes ------------------------------------------------------------------------------------

# A process counts only while it is the one that this cluster started.
pid_of() {
  local pid
  pid=$(cat "$run/pid/$1" 2>/dev/null) || return 1
  ps -o args= -p "$pid" 2>/dev/null | grep -qF -- "$run/log/$1.log" || return 1
  printf '%s' "$pid"
}

names() { (cd "$run/pid" 2>/dev/null && ls | sort -V) || true; }

running() {
  local name
  for name in $(names); do
    case $name in "$1"*) pid_of "$name" >/dev/null && printf '%s\n' "$name" ;; esac
  done
  return 0
}

# Asks until the answer is there; gives up after the seconds in $1, or when process $2 has ended.
await() {
  local deadline=$((SECONDS + $1)) process=$2 what=$3
  until "${@:4}" >/dev/null 2>&1; do
    [ -z "$process" ] || pid_of "$process" >/dev/null ||
      die "$process has ended; see $run/log/$process.log and .out"
    [ "$SECONDS" -lt "$deadline" ] || die "waited in vain for $what; see $run/log"
    sleep 0.2
  done
}

ask() { curl -sf --max-time 10 "$rest$1"; }
registered() { [ "$(ask /overview | sed -n 's/.*"taskmanagers":\([0-9]*\).*/\1/p')" -ge "$1" ]; }
job_is() { ask "/jobs/$1" | grep -q "^{\"jid\":\"$1\".*\"state\":\"$2\""; }
gone() { ! pid_of "$1" >/dev/null; }

# --- Commands -------------------------------------------------------------------------------------

configure() {
  mkdir -p "$run"/{conf,log,pid,tmp,checkpoints,savepoints}
  run=$(cd "$run" && pwd)
  sed -e "s|@RUN@|$run|g" -e "s|@REST_PORT@|$rest_port|g" \
    -e "s|@RPC_PORT@|${SLUICE_RPC_PORT:-6123}|g" -e "s|@SLOTS@|${SLUICE_SLOTS:-2}|g" \
    -e "s|@METRICS_PORTS@|${SLUICE_METRICS_PORTS:-9249-9260}|g" \
    "$here/conf/config.yaml" >"$run/conf/config.yaml"
  cp "$here/conf/log4j2.properties" "$run/conf/"
  write_options jobmanager.options -Xmx448m
  # Heap and direct memory as in config.yaml: framework + task, off-heap + network.
  write_options taskmanager.options -Xmx512m
  printf '%s\n' -XX:MaxDirectMemorySize=320m -XX:MaxMetaspaceSize=192m >>"$run/conf/taskmanager.options"
  [ -z "$tornado" ] || cat "$tornado"/tornado/java-options-*.txt >>"$run/conf/taskmanager.options"
  write_options client.options -Xmx256m
  printf '%s' "$tornado" >"$run/conf/tornado"
}

start() {
  local wanted=${1:-1} i
  [ -f "$flink/lib/sluice-runtime.jar" ] ||
    die "$flink is not there; build it with 'mvn -pl deploy/local-cluster -am -DskipTests package'"
  [ -z "$tornado" ] || [ -f "$tornado/sluice-kernel-tornado.jar" ] ||
    die "$tornado holds no TornadoVM; build it with 'mvn -Ptornado -pl edge/kernel-tornado -am -DskipTests package'"
  [ -z "$(running jobmanager)" ] || die "a cluster runs already in $run; stop it first"
  find_java
  local wants=("$tornado"/tornado/java-options-*.txt)
  wants=${wants[0]##*java-options-}
  [ -z "$tornado" ] || [ "${version%%.*}" = "${wants%.txt}" ] ||
    die "TornadoVM in $tornado needs Java ${wants%.txt}, this is $version; set JAVA_HOME"
  configure
  rm -f "$run"/pid/*
  launch jobmanager jobmanager.options \
    org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint
  await 90 jobmanager "the REST API at $rest" ask /overview
  for ((i = 0; i < wanted; i++)); do launch_taskmanager; done
  await 90 "$(running taskmanager | tail -1)" "$wanted TaskManagers" registered "$wanted"
  printf 'Flink on Java %s with %s TaskManagers; web UI at %s\n' "$version" "$wanted" "$rest"
}

launch_taskmanager() {
  local number
  number=$(names | sed -n 's/^taskmanager-//p' | tail -1)
  added=taskmanager-$((${number:-0} + 1))
  launch "$added" taskmanager.options org.apache.flink.runtime.taskexecutor.TaskManagerRunner \
    "-Dtaskmanager.resource-id=$added"
}

add_taskmanager() {
  require_running
  find_java
  launch_taskmanager
  await 90 "$added" "$added to register" ask "/taskmanagers/$added"
  printf '%s\n' "$added"
}

kill_taskmanager() {
  local name=${1:+taskmanager-$1} pid
  name=${name:-$(running taskmanager | head -1)}
  pid=$(pid_of "${name:-none}") || die "no TaskManager ${1:-} runs in $run"
  kill -9 "$pid"
  await 20 "" "$name to end" gone "$name"
  printf '%s\n' "$name"
}

require_running() {
  [ -n "$(running jobmanager)" ] || die "no cluster runs in $run; start one first"
  run=$(cd "$run" && pwd)
}

client() {
  find_java
  CLASSPATH="$flink/lib/*" FLINK_CONF_DIR="$run/conf" "$java" "@$run/conf/client.options" \
    "-Dlog.file=$run/log/client.log" org.apache.flink.client.cli.CliFrontend "$@"
}

submit() {
  [ -f "${1:-}" ] || die "submit needs a pipeline file, got '${1:-}'"
  require_running
  local output job
  output=$(client run -d ${2:+-s "$2"} "$flink/usrlib/sluice-job.jar" --pipeline "$1" 2>&1) ||
    die "the job was refused:
$output"
  job=$(sed -n 's/.*JobID \([0-9a-f]\{32\}\).*/\1/p' <<<"$output")
  [ -n "$job" ] || die "no job id in the answer of Flink's command line:
$output"
  await 90 jobmanager "job $job to run" job_is "$job" RUNNING
  printf '%s\n' "$job"
}

stop_job() {
  [[ "${1:-}" =~ ^[0-9a-f]{32}$ ]] || die "stop-job needs a job's id, got '${1:-}'"
  require_running
  local output
  output=$(client stop --savepointPath "file://$run/savepoints" "$1" 2>&1) ||
    die "the job could not be stopped:
$output"
  sed -n 's/.*Path: *//p' <<<"$output"
}

status() {
  require_running
  local name
  for name in $(names); do
    printf '%-16s %s\n' "$name" "$(pid_of "$name" || printf 'ended')"
  done
  ask /jobs/overview
  printf '\n'
}

# TaskManagers first, so that they do not look for their JobManager.
stop() {
  local name pid
  for name in $(running taskmanager) $(running jobmanager); do
    pid=$(pid_of "$name") || continue
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do gone "$name" && break || sleep 0.2; done
    gone "$name" || kill -9 "$pid" 2>/dev/null || true
  done
  rm -f "$run"/pid/* 2>/dev/null || true
}

case ${1:-} in
  start) start "${@:2}" ;;
  submit) submit "${@:2}" ;;
  status) status ;;
  add-taskmanager) add_taskmanager ;;
  kill-taskmanager) kill_taskmanager "${@:2}" ;;
  stop-job) stop_job "${@:2}" ;;
  stop) stop ;;
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
