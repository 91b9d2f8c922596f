/**
 * Ends a build when we are killed and cannot do so any more: it would end by itself when it cannot print, and leave what it
 * was running to run for ever.
 */
import { endWithUs } from '../../process/watchdog.ts';

/**
 * Reads from us, which ends when we do; then as in run-build.ts: first what does the work, and what is left of the group
 * some seconds later. In /proc/<pid>/stat the group is the third word behind the name, which is in parentheses.
 */
const WORK_FIRST = `
group=$1
read -r _
for process in /proc/[0-9]*; do
  { read -r stat < "$process/stat"; } 2> /dev/null || continue
  words=\${stat##*) }
  words=\${words#* }
  words=\${words#* }
  [ "\${words%% *}" = "$group" ] || continue
  case $(tr '\\0' ' ' < "$process/cmdline") in
    buildah-*) kill -s TERM "\${process#/proc/}" ;;
  esac
done
sleep 5
kill -s KILL -- "-$group"
`;

/**
 * @param group the id of a group of processes
 * @returns what calls it off
 */
export function endBuildWithUs(group: number): () => void {
  // Elsewhere the build is on a machine of its own.
  return process.platform === 'linux' ? endWithUs(group, WORK_FIRST) : () => undefined;
}
