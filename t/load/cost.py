"""What one request costs the machine: processor time of each part, and what MariaDB counts, from before a run to after it."""
import os
import subprocess

PARTS = (("pools", ("account", "admin", "cart", "catalog", "inventory", "oauth", "order", "payment", "shipping")), ("mariadb", ("mariadb",)),
         ("worker", ("worker",)), ("nginx", ("nginx-master",)), ("memcached", ("memcached",)), ("indexer", ("indexer",)))
TICK = os.sysconf("SC_CLK_TCK")
COUNTERS = ("Innodb_data_fsyncs", "Innodb_os_log_fsyncs", "Binlog_commits", "Binlog_group_commits", "Innodb_rows_inserted", "Innodb_rows_updated", "Innodb_rows_deleted",
            "Innodb_rows_read", "Com_stmt_execute", "Com_begin", "Com_commit", "Com_rollback", "Com_savepoint", "Com_stmt_prepare", "Innodb_os_log_written",
            "Binlog_bytes_written", "Innodb_row_lock_waits", "Innodb_deadlocks", "Questions")


def processes():
    """pid -> (parent, seconds of processor time: its own and that of children that have ended)."""
    out = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as f:
                fields = f.read().rsplit(")", 1)[1].split()
        except OSError:
            continue  # ended meanwhile
        out[int(pid)] = (int(fields[1]), sum(map(int, fields[11:15])) / TICK)
    return out


def processor(run):
    """Part -> seconds."""
    all_of = processes()
    children = {}
    for pid, (parent, _) in all_of.items():
        children.setdefault(parent, []).append(pid)
    out = {}
    for part, names in PARTS:
        todo = []
        for name in names:
            try:
                with open("%s/%s.pid" % (run, name)) as f:
                    todo.append(int(f.read().split()[0]))
            except OSError:
                continue  # does not run
        seconds = 0
        while todo:
            pid = todo.pop()
            seconds += all_of.get(pid, (0, 0))[1]
            todo += children.get(pid, [])
        out[part] = seconds
    return out


def counters(dev, env):
    sql = "SHOW GLOBAL STATUS WHERE Variable_name IN (%s)" % ", ".join("'%s'" % c for c in COUNTERS)
    out = subprocess.run([dev, "mysql", "-N", "-B", "-e", sql], env=env, check=True, text=True, stdout=subprocess.PIPE).stdout
    return {name: int(value) for name, value in (line.split("\t") for line in out.splitlines())}


class Cost:
    """with Cost(...) as c: run; c.per(n) -> (milliseconds of each part, counters), each per request."""

    def __init__(self, dev, env, run):
        self.dev, self.env, self.run = dev, env, run

    def look(self):
        return processor(self.run), counters(self.dev, self.env)

    def __enter__(self):
        self.before = self.look()
        return self

    def __exit__(self, *_):
        self.after = self.look()

    def per(self, n):
        n = max(n, 1)
        (a, b), (c, d) = self.before, self.after
        return {k: 1000 * (c[k] - a[k]) / n for k in a}, {k: (d[k] - b[k]) / n for k in b if k in d}
