#!/bin/sh
# A docker command for tests. It builds nothing, keeps images and containers as folders below FAKE_DOCKER, and does what
# comments in the Dockerfile say:
#   # fails with: <text>   the build fails when an instruction holds the text
#   # fails when ignored: <line>   it fails when the ignore file has that line
#   # ends with: <text>    the container ends with exit code 3 when an instruction holds it
#   # sleeps: <seconds>    the build takes so long; with `# stubborn` whoever asks it to end
#   # full, # gone         the engine's disk is full; it went away during this build
#   # garbage              nobody understands what is said of its layers
#   # hangs                from the start of its container on, nothing is answered any more
state=$FAKE_DOCKER
mkdir -p "$state/images" "$state/containers"
(IFS='	'; echo "$*") >> "$state/log"
if [ -e "$state/gone" ]; then
  echo 'Cannot connect to the Docker daemon at unix:///fake.sock. Is the docker daemon running?' >&2
  exit 1
fi

hang() {
  touch "$state/hangs"
  exec sleep 50
}
if [ -e "$state/hangs" ]; then hang; fi

# What follows an option.
option() {
  wanted=$1
  shift
  while [ $# -gt 1 ]; do
    if [ "$1" = "$wanted" ]; then echo "$2"; return; fi
    shift
  done
}

# Whether an instruction of the file holds what the comment says.
says() {
  word=$(sed -n "s/^# $2: //p" "$1")
  [ -n "$word" ] && grep -q "^[A-Z].*$word" "$1"
}

# Folders of images or containers that carry a label, `name` or `name=value`.
labelled() {
  for one in "$state/$1"/*; do
    [ -d "$one" ] || continue
    case $(cat "$one/label") in "$2" | "$2"=*) echo "$one" ;; esac
  done
}

image() {
  for one in "$state/images"/*; do
    [ -d "$one" ] || continue
    if [ "${one##*/}" = "$1" ] || [ "$(cat "$one/tag")" = "$1" ]; then echo "$one"; return; fi
  done
  echo "Error: No such image: $1" >&2
  exit 1
}

last() {
  for word in "$@"; do :; done
  echo "$word"
}

build() {
  file=$(option --file "$@")
  case $file in /*) ;; *) file=/dev/null; cat > /dev/null ;; esac
  step='"digest":"sha256:1","name":"[2/2] RUN all","started":"2026-01-01T00:00:00Z"'
  echo "{\"vertexes\":[{$step}]}" >&2
  if grep -q '^# stubborn' "$file"; then trap '' TERM; fi
  seconds=$(sed -n 's/^# sleeps: //p' "$file")
  if [ -n "$seconds" ]; then sleep "$seconds"; fi
  if grep -q '^# gone' "$file"; then
    touch "$state/gone"
    echo 'ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF' >&2
    exit 1
  fi
  error=
  if says "$file" 'fails with'; then error='process \"/bin/sh -c all\" did not complete successfully: exit code: 1'; fi
  left=$(sed -n 's/^# fails when ignored: //p' "$file")
  if [ -n "$left" ] && grep -qx "$left" "$file.dockerignore"; then error='failed to compute cache key: not found'; fi
  if grep -q '^# full' "$file"; then error='write /layer: no space left on device'; fi
  echo "{\"vertexes\":[{$step,\"completed\":\"2026-01-01T00:00:02Z\",\"error\":\"$error\"}]}" >&2
  if [ -n "$error" ]; then echo "ERROR: failed to solve: $error" >&2; exit 1; fi
  made=$state/images/i$$
  mkdir "$made"
  option --tag "$@" > "$made/tag"
  option --label "$@" > "$made/label"
  cat "$file" > "$made/dockerfile"
}

inspect() {
  format=$(option --format "$@")
  shift 4
  for name in "$@"; do
    found=$(image "$name") || exit 1
    label=$(cat "$found/label")
    if [ "$format" != '{{json .}}' ]; then echo "${found##*/} ${label#*=}"; continue; fi
    labels="\"${label%%=*}\":\"${label#*=}\""
    config="\"Cmd\":[\"app\"],\"Env\":[\"PATH=/bin\"],\"WorkingDir\":\"/app\",\"Labels\":{$labels}"
    echo "{\"Id\":\"${found##*/}\",\"Size\":$(wc -c < "$found/dockerfile"),\"Config\":{$config}}"
  done
}

create() {
  name=$(last "$@")
  if [ "$name" = none ]; then name=$(option "$(option --label "$@")" "$@"); fi
  found=$(image "$name") || exit 1
  made=$state/containers/c$$
  mkdir "$made"
  option --label "$@" > "$made/label"
  echo "${found##*/}" > "$made/image"
  if says "$found/dockerfile" 'ends with'; then
    echo '{"Running":false,"ExitCode":3}' > "$made/state"
  else
    echo '{"Running":true,"ExitCode":0}' > "$made/state"
  fi
  echo "c$$"
}

remove() {
  kind=$1
  shift
  for name in "$@"; do
    case $name in -* | '' | rm | rmi | image) continue ;; esac
    if [ "$kind" = images ]; then found=$(image "$name" 2> /dev/null); else found=$state/containers/$name; fi
    if [ -n "$found" ]; then rm -rf "$found"; fi
  done
}

filter=$(option --filter "$@")
case "$1 $2" in
  'buildx version') echo 'github.com/docker/buildx v0.19.3 48d6a39' ;;
  'buildx inspect') printf 'Name: default\nEndpoint: default\nStatus: running\n' ;;
  'buildx build') build "$@" ;;
  'image inspect') inspect "$@" ;;
  'image rm') remove images "$@" ;;
  'container inspect') cat "$state/containers/$(last "$@")/state" ;;
  version*) if [ "$3" = '{{json .}}' ]; then echo '{"Server":{"Version":"27.0.0"}}'; else echo 27.0.0; fi ;;
  context*) echo 'unix:///fake.sock' ;;
  history*)
    if grep -q '^# garbage' "$(image "$(last "$@")")/dockerfile"; then echo garbage; exit; fi
    echo "{\"CreatedBy\":\"RUN all\",\"Size\":\"$(wc -c < "$(image "$(last "$@")")/dockerfile")\"}"
    ;;
  create*) create "$@" ;;
  start*) if grep -q '^# hangs' "$state/images/$(cat "$state/containers/$2/image")/dockerfile"; then hang; fi ;;
  ps*)
    for one in $(labelled containers "${filter#label=}"); do
      label=$(cat "$one/label")
      echo "${one##*/} $(cat "$one/image") ${label#*=}"
    done
    ;;
  images*) for one in $(labelled images "${filter#label=}"); do echo "${one##*/}"; done ;;
  rm*) remove containers "$@" ;;
  rmi*) remove images "$@" ;;
  cp*) echo 'Error response from daemon: Could not find the file in the container' >&2; exit 1 ;;
esac
