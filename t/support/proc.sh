# shellcheck shell=bash
# proc.sh - start and stop background programs by pid file; sourced by ./dev and t/support/servers.
#
# A pid file holds "PID START", START being the start time in clock ticks from /proc/PID/stat.  A process whose start time
# differs is somebody else's who got the number after a reboot or a crash: it is never signalled.

# proc_start_time PID: prints field 22 of its stat line; fails when there is no such process.  A zombie is dead: in a
# container, process 1 may take seconds to reap it, or never do so.
# The program's name (field 2) may contain spaces and brackets, so count from the last ')'.
proc_start_time() {
	local line
	{ read -r line < "/proc/$1/stat"; } 2>/dev/null || return 1
	line=${line##*) }
	# shellcheck disable=SC2086
	set -- $line
	[ "$1" != Z ] && [ "$1" != X ] && printf '%s\n' "${20}"
}

# proc_save PIDFILE PID
proc_save() {
	local start
	start=$(proc_start_time "$2") || return 1
	printf '%s %s\n' "$2" "$start" > "$1"
}

# proc_alive PIDFILE: prints the pid when the process that was saved still runs.
proc_alive() {
	local pid start
	[ -r "$1" ] && read -r pid start < "$1" || return 1
	[ "$(proc_start_time "$pid")" = "$start" ] || return 1
	printf '%s\n' "$pid"
}

# proc_spawn PIDFILE LOG COMMAND...: in its own session, so that the terminal's Ctrl-C does not reach it.
proc_spawn() {
	local pidfile=$1 log=$2
	shift 2
	setsid "$@" >> "$log" 2>&1 < /dev/null &
	proc_save "$pidfile" $!
}

# proc_stop PIDFILE [SIGNAL [SECONDS]]: asks, waits, then kills.  Silent and successful when it does not run.
proc_stop() {
	local pidfile=$1 signal=${2:-TERM} seconds=${3:-20} pid i
	if pid=$(proc_alive "$pidfile"); then
		kill -"$signal" "$pid" 2>/dev/null || true
		for ((i = 0; i < seconds * 20; i++)); do
			proc_alive "$pidfile" > /dev/null || break
			sleep 0.05
		done
		if pid=$(proc_alive "$pidfile"); then
			echo "$(basename "$pidfile" .pid) ($pid) did not stop in ${seconds} s: killed" >&2
			kill -KILL "$pid" 2>/dev/null || true
		fi
	fi
	rm -f "$pidfile"
}

# wait_until SECONDS COMMAND...: polls 20 times a second.
wait_until() {
	local seconds=$1 i
	shift
	for ((i = 0; i < seconds * 20; i++)); do
		"$@" > /dev/null 2>&1 && return 0
		sleep 0.05
	done
	return 1
}
